/** The client that the panel and the command line are built on. */
import { WebSocket } from 'ws'
import { followProject } from '../../../src/client/follow-project.ts'
import { openSocket } from '../../../src/client/socket.ts'
import { Client, type ClientOptions } from './client.ts'
import { paint, readHead, SUBSCRIPTION, takePicture, type Update } from './picture.ts'

const RETRY_MS = 5

export class FollowingClient extends Client {
  readonly #over = new AbortController()
  readonly #close: () => void
  #liveAt = -1

  constructor(options: ClientOptions) {
    super(options)
    const { place, project } = options
    const keep = (connection: WebSocket): void => {
      this.socket = connection
      let isFirst = true
      connection.on('message', (data) => {
        const { type, payload } = JSON.parse(String(data))
        if (type !== 'next') return
        const sequence = payload.data?.workUnitUpdated.sequence
        if (isFirst && sequence <= (this.picture?.sequence ?? 0)) this.complaints.push(`${sequence} came again with a new connection`)
        isFirst = false
      })
    }
    const socket = openSocket({
      locate: async () => {
        await this.back()
        return { url: `${place().url.replace('http', 'ws')}/graphql`, connectionParams: { token: place().ownerToken } }
      },
      now: () => new Date(),
      webSocketImpl: class extends WebSocket {
        constructor(url: string, protocols?: string | string[]) {
          super(url, protocols)
          keep(this)
        }
      },
    })
    this.#close = socket.close
    void followProject(
      {
        socket,
        query: SUBSCRIPTION,
        variables: { project },
        takeSnapshot: async () => {
          const picture = await takePicture(place(), project)
          if (this.picture) this.complaints.push('it took a second snapshot')
          this.picture = picture
          return { ...picture, revisions: new Map([...picture.units].map(([id, { revision }]) => [id, revision])) }
        },
        readHead: () => readHead(place(), project),
        apply: ({ data }) => this.#apply(data?.['workUnitUpdated'] as Update),
        onState: (state) => {
          this.#liveAt = state.kind === 'live' ? state.sequence : -1
          this.moved()
        },
        delay: () => RETRY_MS,
      },
      this.#over.signal,
    )
  }

  protected override isAt(sequence: number): boolean {
    return this.#liveAt >= sequence
  }

  stop(): void {
    this.#over.abort()
    this.comeBack()
    this.#close()
  }

  #apply(update: Update): void {
    if (!this.picture) throw new Error('A change came before the snapshot.')
    if (update.sequence <= this.picture.sequence) this.complaints.push(`${update.sequence} after ${this.picture.sequence}`)
    this.complaints.push(...paint(this.picture, update))
    this.got()
  }
}
