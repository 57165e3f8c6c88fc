/** What the suite needs to know of a server: where it is, whom it lets in, and how to see that an attack has changed nothing. */

/** By whom a token is, or was. */
export interface Tokens {
  readonly owner: string
  readonly operator: string
  readonly viewer: string
  /** Of a run that goes on for as long as the suite does. */
  readonly run: string
  readonly expired: string
  readonly revoked: string
  /** Of a run that has ended. */
  readonly ended: string
}

export interface Target {
  readonly port: number
  readonly tokens: Tokens
  /** A project in which nothing happens, with the held units `one` and `two`. */
  readonly project: string
  /** Everything that a request could change, as a text: the same as long as nothing has changed. */
  state(): Promise<string>
  /** What only a server can be asked that runs in this process; null for a stranger. */
  readonly inside: Inside | null
  stop(): Promise<void>
}

/** Signalbox from within. */
export interface Inside {
  /** How many root fields have been let through to what they do. */
  resolved(): number
  /** What the server has logged so far, one line of JSON each. */
  log(): Promise<string>
  readonly dataDir: string
  /** A git repository that is no project yet; git and the agents of the server live in it, too. */
  readonly folder: string
  readonly repository: string
  /** The key of a project that cannot be read: whoever asks for it meets an error that nobody expected. */
  readonly broken: string
  /** What that error says, and may not be told. */
  readonly secret: string
  /** What the server was started with. */
  readonly environment: Readonly<Record<string, string>>
  /** A token that is good when the suite begins, and expires some seconds later. */
  readonly expiring: { readonly token: string; readonly hasExpired: Promise<void> }
  /** A token of its own for a case. */
  issue(role: 'VIEWER' | 'OPERATOR' | 'OWNER'): Promise<Issued>
  /** A run of its own for a case: an agent that waits. */
  startRun(): Promise<Run>
}

export interface Issued {
  readonly token: string
  revoke(): Promise<void>
}

export interface Run {
  readonly token: string
  /** Cancels it; resolves when it is over. */
  end(): Promise<void>
}

/** Throws where the server is a stranger: a case that needs more says so. */
export function insideOf({ inside }: Target): Inside {
  if (inside === null) throw new Error('This case can only be run against signalbox: it must say so with `isInside`.')
  return inside
}
