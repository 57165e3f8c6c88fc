/** Opens subscriptions: each for its own viewer, from its own position; and runs equal ones as one (see group.ts). */
import { createSourceEventStream, execute, type ExecutionResult } from 'graphql'
import { SignalboxError } from '../../domain/errors.ts'
import { anyoneOf } from '../../graphql/authorization.ts'
import { toClientError, type ReportError } from '../../graphql/errors.ts'
import { LogSubscription } from '../../graphql/log-subscription.ts'
import type { ContextFor } from '../engine.ts'
import { shared, type SharedOperation } from './equal-operations.ts'
import { Group } from './group.ts'
import { tooCostly } from '../limits.ts'
import type { Load, Meter } from '../meter.ts'
import type { Operation } from '../operation.ts'
import { Budget } from './recent-results.ts'
import { type Sink, Subscriber } from './subscriber.ts'

/** A subscription that was let in, and has not begun. */
export interface OpenSubscription {
  /** Sends its results to `sink`, from where it was opened. */
  deliverTo(sink: Sink): Delivery
}

export interface Delivery {
  /** Resolves when the client has left; rejects with what keeps it from going on, such as a log that no longer reaches back. */
  readonly ended: Promise<void>
  /** The client leaves. */
  leave(): void
}

export interface Subscriptions {
  /** Answers with the errors where the subscription is refused: before any data, and as GraphQL's result. */
  open(operation: Operation): Promise<OpenSubscription | ExecutionResult>
  /** How many are served at the moment. */
  load(): Pick<Load, 'subscriptions' | 'groups'>
}

interface SubscriptionsOptions {
  readonly contextFor: ContextFor
  readonly report: ReportError
  readonly meter: Meter
}

/** What the results of all groups may take, beyond the last one. */
const RECENT_BYTES = 8 * 1024 * 1024

export function createSubscriptions({ contextFor, report, meter }: SubscriptionsOptions): Subscriptions {
  const groups = new Map<string, Group>()
  let served = 0
  const budget = new Budget(RECENT_BYTES)
  const tellAll = (errors: readonly unknown[]): ExecutionResult => ({ errors: errors.map((error) => toClientError(error, report)) })

  async function executeFor(operation: SharedOperation, event: unknown): Promise<Buffer> {
    const { schema, document, variableValues, audience } = operation
    const contextValue = contextFor(anyoneOf(audience), null)
    const result = await execute({ schema, document, variableValues, contextValue, rootValue: event })
    // What lies around the event has expired since it was read: that is no event with an error in it, but the end of the subscription.
    const expired = result.errors?.find(
      ({ originalError }) => originalError instanceof SignalboxError && originalError.code === 'CURSOR_EXPIRED',
    )
    if (expired) throw expired
    return Buffer.from(JSON.stringify(result.errors ? { ...result, ...tellAll(result.errors) } : result))
  }

  function groupFor(operation: SharedOperation, subscription: LogSubscription<unknown>): Group {
    return (
      groups.get(operation.key) ?? new Group(operation.key, subscription, (event) => executeFor(operation, event), budget, meter.delivered)
    )
  }

  /** Equal subscriptions that were opened at once made a group each: the first one to begin is that of all. */
  async function serve(opened: Group, subscriber: Subscriber): Promise<void> {
    const group = groups.get(opened.key) ?? opened
    groups.set(group.key, group)
    served += 1
    try {
      await group.serve(subscriber)
    } finally {
      served -= 1
      if (group.isEmpty && groups.get(group.key) === group) groups.delete(group.key)
    }
  }

  return {
    async open(operation) {
      const { schema, document, variableValues, operationName, contextValue } = operation
      const costs = tooCostly(schema, document, variableValues)
      if (costs.length > 0) return tellAll(costs)
      meter.executes('subscription')
      const source = await createSourceEventStream({ schema, document, variableValues, operationName, contextValue })
      if (!(Symbol.asyncIterator in source)) return tellAll(source.errors ?? [])
      const subscription = logSubscription(source)
      const { position } = subscription
      const group = groupFor(shared(operation, subscription.source), subscription)
      return {
        deliverTo(sink) {
          const subscriber = new Subscriber(sink, position)
          return { ended: serve(group, subscriber), leave: () => subscriber.end(null) }
        },
      }
    },
    load: () => ({ subscriptions: served, groups: groups.size }),
  }
}

function logSubscription(source: AsyncIterable<unknown>): LogSubscription<unknown> {
  if (source instanceof LogSubscription) return source
  throw new Error('The `subscribe` of a subscription field must answer with a LogSubscription: nothing else can be resumed.')
}
