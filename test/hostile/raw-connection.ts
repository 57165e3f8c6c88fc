/** A connection without a protocol of its own: requests and WebSocket frames are written on it byte by byte, also such as no library sends. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Target } from './target.ts'

export interface Frame {
  readonly opcode?: number
  readonly payload?: Buffer | string
  /** False for a part of a message that goes on. */
  readonly isFinal?: boolean
  /** Announced in place of the true one. */
  readonly length?: number
  readonly isMasked?: boolean
  readonly reserved?: number
}

export const CONTINUATION = 0
export const TEXT = 1
export const CLOSE = 8
export const PING = 9

export class RawConnection {
  onReceived: (text: string) => void = () => {}
  readonly #socket: Socket
  #received = Buffer.alloc(0)
  #isOver = false
  #wake = (): void => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (data) => {
      this.#received = Buffer.concat([this.#received, data])
      this.onReceived(data.toString('latin1'))
      this.#wake()
    })
    for (const end of ['end', 'close', 'error']) {
      socket.on(end, () => {
        this.#isOver = true
        this.#wake()
      })
    }
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    await once(socket, 'connect')
    return new RawConnection(socket)
  }

  write(bytes: string | Buffer): void {
    this.#socket.write(bytes)
  }

  /** Says that nothing more comes. */
  end(): void {
    this.#socket.end()
  }

  /** Resolves when the server has ended the connection, or cut it. */
  async over(): Promise<void> {
    await this.#until(() => undefined)
  }

  /** The status of the answer to what was written; `cut` where there is none. */
  async status(): Promise<string> {
    const found = await this.#until(() => /^HTTP\/1\.1 (\d{3})/.exec(this.#received.toString('latin1'))?.[1])
    return found ?? 'cut'
  }

  /** Resolves when the server has let go of it: to one that it has only ended, more can be written. This end never closes by itself. */
  async letGo(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()))
    this.#socket.once('end', () => {
      const writer = setInterval(() => this.#socket.write('x'), 20)
      void closed.finally(() => clearInterval(writer))
    })
    await closed
  }

  /** Asks for an upgrade; throws where it is refused. */
  async upgrade({ port, tokens }: Target, protocol = 'graphql-transport-ws'): Promise<void> {
    this.write(
      [
        'GET /graphql HTTP/1.1',
        `Host: 127.0.0.1:${port}`,
        `Authorization: Bearer ${tokens.owner}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        `Sec-WebSocket-Protocol: ${protocol}`,
        '\r\n',
      ].join('\r\n'),
    )
    const status = await this.status()
    if (status !== '101') throw new Error(`The upgrade was answered with ${status}.`)
    const head = this.#received.indexOf('\r\n\r\n')
    this.#received = this.#received.subarray(head + 4)
  }

  frame({ opcode = TEXT, payload = '', isFinal = true, length, isMasked = true, reserved = 0 }: Frame): void {
    const bytes = Buffer.from(payload)
    const size = length ?? bytes.length
    const head = Buffer.alloc(size < 126 ? 2 : size < 2 ** 16 ? 4 : 10)
    head[0] = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode
    head[1] = (isMasked ? 0x80 : 0) | (size < 126 ? size : size < 2 ** 16 ? 126 : 127)
    if (head.length === 4) head.writeUInt16BE(size, 2)
    if (head.length === 10) head.writeBigUInt64BE(BigInt(size), 2)
    const mask = isMasked ? randomBytes(4) : Buffer.alloc(0)
    this.write(Buffer.concat([head, mask, isMasked ? bytes.map((byte, index) => byte ^ (mask[index % 4] ?? 0)) : bytes]))
  }

  /** How the WebSocket ends: `closed` with the code of the server's close frame, or 1006 where it is cut without one. */
  async closed(): Promise<string> {
    const code = await this.#until(() =>
      this.frames()
        .find(({ opcode }) => opcode === CLOSE)
        ?.payload.readUInt16BE(0),
    )
    return `closed ${code ?? 1006}`
  }

  /** Resolves when so many text frames, or its end, have come: their texts. */
  async texts(count: number): Promise<string[]> {
    const texts = (): string[] => this.frames().flatMap(({ opcode, payload }) => (opcode === TEXT ? [String(payload)] : []))
    await this.#until(() => (texts().length >= count ? true : undefined))
    return texts()
  }

  /** What the server has sent since the upgrade. */
  frames(): { opcode: number; payload: Buffer }[] {
    const frames: { opcode: number; payload: Buffer }[] = []
    for (let at = 0; at + 2 <= this.#received.length;) {
      const short = (this.#received[at + 1] ?? 0) & 0x7f
      const extra = short === 126 ? 2 : short === 127 ? 8 : 0
      if (at + 2 + extra > this.#received.length) break
      const length =
        extra === 0 ? short : extra === 2 ? this.#received.readUInt16BE(at + 2) : Number(this.#received.readBigUInt64BE(at + 2))
      const start = at + 2 + extra
      if (start + length > this.#received.length) break
      frames.push({ opcode: (this.#received[at] ?? 0) & 0x0f, payload: this.#received.subarray(start, start + length) })
      at = start + length
    }
    return frames
  }

  cut(): void {
    this.#socket.destroy()
  }

  /** What `look` finds; undefined where the connection ends before. */
  async #until<T>(look: () => T | undefined): Promise<T | undefined> {
    for (;;) {
      const found = look()
      if (found !== undefined || this.#isOver) return found
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}
