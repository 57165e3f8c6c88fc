/**
 * Who may do what. Every root field and every type names one of these scopes; a test walks the schema and fails for one that does not.
 * A run token is good for three mutations of its own run and for nothing else, so what these answer with leads to nothing else either:
 * a type that it may see says `{ $any: { reader: true, run: true } }`, and a field of it that leaves the run, such as `Run.workUnit`,
 * asks for a reader.
 */
import type { AuthFailure, ForbiddenResult } from '@pothos/plugin-scope-auth'
import type { GraphQLResolveInfo } from 'graphql'
import { SignalboxError } from '../domain/errors.ts'
import type { Operator, RunViewer, Viewer } from '../domain/viewer.ts'

export interface Scopes {
  /** Any operator: sees everything. */
  reader: boolean
  /** Changes work units. */
  operator: boolean
  /** Changes projects with their agents and webhooks, and the tokens of operators. */
  owner: boolean
  /** The agent of a run. */
  run: boolean
}

const NEEDS: Readonly<Record<string, string>> = {
  reader: 'the token of an operator',
  operator: 'the token of an operator with the role OPERATOR or OWNER',
  owner: 'the token of an operator with the role OWNER',
  run: 'the token of a run',
} satisfies Record<keyof Scopes, string>

export function scopesOf(viewer: Viewer): Scopes {
  const role = viewer.kind === 'operator' ? viewer.role : null
  return {
    reader: role !== null,
    operator: role === 'OPERATOR' || role === 'OWNER',
    owner: role === 'OWNER',
    run: viewer.kind === 'run',
  }
}

/** What decides what a viewer may see, and nothing else about them: viewers of one audience may be shown the very same bytes. */
export type Audience = Omit<Operator, 'name'> | Omit<RunViewer, 'name'>

export function audienceOf(viewer: Viewer): Audience {
  return viewer.kind === 'operator' ? { kind: 'operator', role: viewer.role } : { kind: 'run', runId: viewer.runId }
}

/** Stands for all viewers of an audience. It has no name: what is shown to all of them can name none of them. */
export function anyoneOf(audience: Audience): Viewer {
  return { ...audience, name: '' }
}

/** The error for a field that the viewer may not use. */
export function refusal(viewer: Viewer, { parentType, fieldName }: GraphQLResolveInfo, { failure }: ForbiddenResult): SignalboxError {
  const needed = NEEDS[missingScope(failure) ?? '']
  const has =
    viewer.kind === 'run'
      ? 'the token of a run, good for asking the operator, submitting a review and reporting progress only'
      : `one with the role ${viewer.role}`
  return new SignalboxError('FORBIDDEN', `${parentType.name}.${fieldName} needs ${needed ?? 'another token'}; yours is ${has}.`)
}

function missingScope(failure: AuthFailure | undefined): string | undefined {
  if (failure === undefined) return undefined
  if ('failures' in failure) return missingScope(failure.failures[0])
  return 'scope' in failure ? failure.scope : undefined
}

/** The run of a run token. Only behind the scope `run`. */
export function runOf(viewer: Viewer): string {
  if (viewer.kind !== 'run') throw new Error('The scope `run` lets nobody else through.')
  return viewer.runId
}
