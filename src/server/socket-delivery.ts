/**
 * The results of one subscription on one WebSocket. They go to the connection as finished frames, past graphql-ws, which would
 * serialise and frame them once per socket. To graphql-ws this is an operation without results of its own, which it ends and completes as any other.
 * The frames are whole and are written between those of `ws`, which writes whole ones too, as nothing is compressed.
 */
import type { Duplex } from 'node:stream'
import { writeFrames } from './frames.ts'
import type { Outbox } from './outbox.ts'
import type { Delivery, OpenSubscription } from './fan-out/subscriptions.ts'
import type { Sink } from './fan-out/subscriber.ts'

/** Where a delivery goes: the connection under the WebSocket, and its bound. */
interface Line {
  readonly stream: Duplex
  readonly outbox: Outbox
}

export class SocketDelivery implements AsyncIterableIterator<never> {
  readonly #subscription: OpenSubscription
  #sink: Sink | null = null
  #delivery: Delivery | null = null
  #hasLeft = false

  constructor(subscription: OpenSubscription) {
    this.#subscription = subscription
  }

  /** The operation's id on its connection is known only when graphql-ws has its iterator, before the first `next()`. */
  sendTo({ stream, outbox }: Line, id: string): void {
    const idBytes = Buffer.from(JSON.stringify(id))
    this.#sink = {
      send: (batch) => {
        if (!outbox.admits(batch.length)) return false
        writeFrames(stream, batch, idBytes)
        return true
      },
      ready: () => outbox.ready(),
    }
  }

  /** Begins the delivery. Resolves, or rejects, with its end. */
  async next(): Promise<IteratorResult<never>> {
    if (this.#sink === null) throw new Error('A subscription begins when it is known where it goes.')
    if (!this.#hasLeft) await (this.#delivery ??= this.#subscription.deliverTo(this.#sink)).ended
    return { done: true, value: undefined }
  }

  return(): Promise<IteratorResult<never>> {
    this.#hasLeft = true
    this.#delivery?.leave()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
