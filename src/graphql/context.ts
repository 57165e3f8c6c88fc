/** What every resolver is given: who asks, what they may use, and the loaders of this operation. */
import type { Viewer } from '../domain/viewer.ts'
import type { Caller, Services } from '../services/context.ts'
import { createLoaders, type Loaders } from './loaders.ts'

/** What the composition root knows of this server. */
export interface ServerFacts {
  readonly version: string
  readonly startedAt: Date
  /** What is open on it at the moment. */
  readonly load: () => ServerLoad
  /** The longest way of a change to its live subscribers in about the last minute; null where there was none. */
  readonly feedLagSeconds: () => number | null
}

export interface ServerLoad {
  readonly sockets: number
  readonly streams: number
  readonly subscriptions: number
}

export interface GraphQLContext {
  readonly viewer: Viewer
  readonly services: Services
  readonly facts: ServerFacts
  /** The position that a resumed stream hands back, in place of the `after` of its document; null where it does not. */
  readonly resumeAfter: string | null
  /** What was read stays as it was for one operation, one mutation of it, or one event of a subscription: see `beginAnew`. */
  loaders: Loaders
}

/** Returns what makes the context of one operation. */
export function createContextFactory(
  services: Services,
  facts: ServerFacts,
): (viewer: Viewer, resumeAfter?: string | null) => GraphQLContext {
  return (viewer, resumeAfter = null) => ({ viewer, services, facts, resumeAfter, loaders: createLoaders(services.store) })
}

/** Forgets what was read: after a mutation has committed, and for each event of a subscription. */
export function beginAnew(context: GraphQLContext): void {
  context.loaders = createLoaders(context.services.store)
}

/** The viewer as the services know it; `idempotencyKey` is that of the input. */
export function callerOf({ viewer }: GraphQLContext, idempotencyKey: string | null | undefined): Caller {
  return { name: viewer.name, idempotencyKey }
}
