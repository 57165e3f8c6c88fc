/**
 * The typed PubSub. A topic's listeners are called in order, at once; none can hold up or fail the publisher.
 * What it carries is a hint that something is committed: whoever must not miss anything reads the log (see change-feed.ts).
 */
import type { Change } from '../domain/change.ts'

export interface Topics {
  /** Every committed change of a work unit. Published by `commit` and by nothing else. */
  workUnitUpdated: Change
  /** Settings of a project have changed. */
  projectUpdated: { projectId: string }
  /** A run has said something, up to this position. */
  runOutput: { runId: string; position: number }
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
