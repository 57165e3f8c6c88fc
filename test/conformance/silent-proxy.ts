/** A connection through which, from some moment on, nothing comes any more although nobody has closed it: a half-open one. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { Arrivals } from './arrivals.ts'
import type { Place } from './server-under-test.ts'

/** The server is said to notice within 30 s. */
const NOTICE_WITHIN_MS = 30_000

export class SilentProxy {
  readonly url: string
  readonly #sockets: Socket[] = []
  readonly #arrivals = new Arrivals()
  readonly #close: () => void
  #isSilent = false
  #isLeft = false

  private constructor(url: string, close: () => void) {
    this.url = url
    this.#close = close
  }

  /** A way to `place`. */
  static async to(place: Place): Promise<SilentProxy> {
    const { hostname, port } = new URL(place.url)
    const listener = createServer((client) => proxy.#join(client, connect(Number(port), hostname))).listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const address = listener.address()
    if (address === null || typeof address === 'string') throw new Error('The system gave no port.')
    const proxy = new SilentProxy(`http://127.0.0.1:${address.port}`, () => listener.close())
    return proxy
  }

  #join(client: Socket, server: Socket): void {
    this.#sockets.push(client, server)
    const pass = (from: Socket, to: Socket): void => {
      // Silent, it swallows: what is left unread would tell the sender that something is wrong.
      from.on('data', (data) => void (this.#isSilent || to.write(data)))
      from.on('error', () => {})
      from.on('close', () => void (this.#isSilent || to.destroy()))
    }
    pass(client, server)
    pass(server, client)
    server.on('close', () => {
      this.#isLeft = true
      this.#arrivals.notify()
    })
  }

  silence(): void {
    this.#isSilent = true
  }

  /** Resolves when the server has given the connection up. */
  async left(): Promise<void> {
    await this.#arrivals.until('the server to let go of a half-open connection', () => this.#isLeft, NOTICE_WITHIN_MS)
  }

  stop(): void {
    this.#close()
    for (const socket of this.#sockets) socket.destroy()
  }
}
