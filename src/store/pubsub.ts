/**
 * The typed PubSub. A topic's listeners are called in order, at once; none can hold up or fail the publisher.
 * What it carries is a hint that something is committed: whoever must not miss anything reads the log (see change-feed.ts).
 * Only the announcer publishes.
 */
import type { Change } from '../domain/change.ts'

export interface Topics {
  /** Every committed change of a work unit, once and in the order of its project's log, whichever server has written it. */
  workUnitUpdated: Change
  /** A project is new, or settings of it have changed. */
  projectUpdated: { projectId: string }
  /** A run has said something; null is any run. */
  runOutput: { runId: string | null }
}

type Listener<T extends keyof Topics> = (payload: Topics[T]) => void

export interface PubSub {
  publish<T extends keyof Topics>(topic: T, payload: Topics[T]): void
  /** Returns the way to stop listening. */
  subscribe<T extends keyof Topics>(topic: T, listener: Listener<T>): () => void
}

/** `onError` hears of a listener that threw. */
export function createPubSub(onError: (error: unknown) => void): PubSub {
  const listeners: { [T in keyof Topics]: Set<Listener<T>> } = {
    workUnitUpdated: new Set(),
    projectUpdated: new Set(),
    runOutput: new Set(),
  }
  return {
    publish(topic, payload) {
      for (const listener of listeners[topic]) {
        try {
          listener(payload)
        } catch (error) {
          onError(error)
        }
      }
    },
    subscribe(topic, listener) {
      listeners[topic].add(listener)
      return () => {
        listeners[topic].delete(listener)
      }
    },
  }
}
