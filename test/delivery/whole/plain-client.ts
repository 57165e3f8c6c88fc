/** A client that is as short as the rule in the README: a snapshot, then the changes after its cursor, and after each cut those after the last one. */
import { setTimeout } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { Client, type ClientOptions } from './client.ts'
import { paint, type Picture, SUBSCRIPTION, takePicture, type Update } from './picture.ts'

const RETRY_MS = 5

export class PlainClient extends Client {
  #isOver = false

  constructor(options: ClientOptions) {
    super(options)
    void this.#follow()
  }

  stop(): void {
    this.#isOver = true
    this.comeBack()
    this.socket?.terminate()
  }

  async #follow(): Promise<void> {
    while (!this.#isOver) {
      await this.back()
      this.picture ??= await takePicture(this.options.place(), this.options.project).catch(() => null)
      this.moved()
      if (this.picture && !this.#isOver) await this.#connect(this.picture)
      // A server that is being restarted refuses; the next attempt may find it.
      await setTimeout(RETRY_MS)
    }
  }

  /** Resolves when the connection is gone. */
  #connect(picture: Picture): Promise<void> {
    const { url, ownerToken } = this.options.place()
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
    this.socket = socket
    const say = (message: object): void => socket.send(JSON.stringify(message))
    const variables = { project: this.options.project, after: picture.cursor }
    socket.on('open', () => say({ type: 'connection_init', payload: { token: ownerToken } }))
    socket.on('message', (data) => {
      const { type, id, payload } = JSON.parse(String(data))
      if (type === 'connection_ack') say({ id: this.options.name, type: 'subscribe', payload: { query: SUBSCRIPTION, variables } })
      else if (type !== 'next' || id !== this.options.name || !payload.data) this.complaints.push(`unexpected: ${String(data)}`)
      else if (socket.readyState === socket.OPEN) this.#take(picture, payload.data.workUnitUpdated)
    })
    return new Promise((resolve) => {
      socket.on('error', () => undefined)
      socket.once('close', () => resolve())
    })
  }

  #take(picture: Picture, update: Update): void {
    if (update.sequence !== picture.sequence + 1) this.complaints.push(`${update.sequence} after ${picture.sequence}`)
    if (update.revision > (picture.units.get(update.workUnitId)?.revision ?? 0)) this.complaints.push(...paint(picture, update))
    else Object.assign(picture, { cursor: update.cursor, sequence: update.sequence })
    this.got()
  }
}
