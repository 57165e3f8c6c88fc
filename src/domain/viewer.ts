/** Who asks. */

export const ROLES = ['VIEWER', 'OPERATOR', 'OWNER'] as const
export type Role = (typeof ROLES)[number]

/** A person or a script, known by a token. `name` is the actor in the change log. */
export interface Operator {
  readonly kind: 'operator'
  readonly name: string
  readonly role: Role
}

/** An agent, known by its run token: it acts for its own run and for nothing else, as long as that run is open. */
export interface RunViewer {
  readonly kind: 'run'
  readonly name: string
  readonly runId: string
}

export type Viewer = Operator | RunViewer
