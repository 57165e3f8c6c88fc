/** A line between one client and the server, on which the test decides what gets through: clients that read slowly, and such as vanish. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export class Line {
  /** Where the client connects to. */
  readonly port: number
  readonly #toClient: Promise<Socket>
  readonly #toServer: Socket

  private constructor(port: number, toClient: Promise<Socket>, toServer: Socket) {
    this.port = port
    this.#toClient = toClient
    this.#toServer = toServer
  }

  static async to(serverPort: number): Promise<Line> {
    const toServer = connect(serverPort, '127.0.0.1')
    const listener = createServer().listen(0, '127.0.0.1')
    await Promise.all([once(toServer, 'connect'), once(listener, 'listening')])
    const toClient = once(listener, 'connection').then(([client]: Socket[]) => {
      listener.close()
      if (client === undefined) throw new Error('The system told of a connection and gave none.')
      client.pipe(toServer)
      toServer.pipe(client)
      for (const end of [client, toServer]) end.on('error', () => end.destroy())
      return client
    })
    const address = listener.address()
    if (address === null || typeof address === 'string') throw new Error('The system gave no port.')
    return new Line(address.port, toClient, toServer)
  }

  /** From now on the client takes nothing. What it sends gets through. */
  async hold(): Promise<void> {
    this.#toServer.unpipe(await this.#toClient)
    this.#toServer.pause()
  }

  /** Lets through at most so many bytes to a client that is held. */
  async take(bytes: number): Promise<void> {
    const taken: unknown = this.#toServer.read(bytes)
    if (taken instanceof Buffer) (await this.#toClient).write(taken)
  }

  /** Lets everything through again. */
  async open(): Promise<void> {
    this.#toServer.pipe(await this.#toClient)
  }

  /** From now on nothing of what the client sends gets through. */
  async mute(): Promise<void> {
    const client = await this.#toClient
    client.unpipe(this.#toServer).resume()
  }

  /** From now on nothing gets through either way, and neither end is told: what is sent is swallowed. */
  async silence(): Promise<void> {
    await this.mute()
    this.#toServer.unpipe(await this.#toClient).resume()
  }
}
