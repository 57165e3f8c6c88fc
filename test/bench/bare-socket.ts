/** One WebSocket client that does the least: a TCP connection whose bytes are counted as frames. */
import { randomBytes } from 'node:crypto'
import { createConnection } from 'node:net'
import { CLOSE, frame, FrameReader, PING, PONG, TEXT } from './frames.ts'

/** How a client introduces itself. */
export interface Introduction {
  readonly url: string
  readonly path: string
  readonly headers: readonly string[]
  /** Sent one after the other, each when the server has answered the one before with a text; the last one is not answered. */
  readonly messages: readonly string[]
}

export interface BareSocket {
  close(): Promise<void>
}

/** All sockets read into the same memory: each chunk is worked off before the next is read. */
const BUFFER = Buffer.allocUnsafe(256 * 1024)

/** Resolves when the introduction is over. `onText` gets every text after it; `onLost` hears why a socket ended that was not closed. */
export function openSocket(
  { url, path, headers, messages }: Introduction,
  onText: (payload: Buffer) => void,
  onLost: (reason: string) => void,
): Promise<BareSocket> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    let head: Buffer | null = Buffer.alloc(0)
    const left = [...messages]
    let isClosing = false
    const frames = new FrameReader((opcode, payload) => {
      if (opcode === TEXT && left.length === 0) return onText(payload)
      if (opcode === TEXT) introduce()
      if (opcode === PING) connection.write(frame(PONG, payload))
      if (opcode === CLOSE) lose(`closed with ${payload.length < 2 ? 'no code' : payload.readUInt16BE(0)} ${String(payload.subarray(2))}`)
    })
    const lose = (reason: string): void => {
      if (isClosing) return
      isClosing = true
      connection.destroy()
      reject(new Error(reason))
      onLost(reason)
    }
    const introduce = (): void => {
      const message = left.shift()
      if (message !== undefined) connection.write(frame(TEXT, Buffer.from(message)))
      if (left.length === 0) resolve(socket)
    }
    const onBytes = (bytes: Buffer): void => {
      if (head === null) return frames.push(bytes)
      head = Buffer.concat([head, bytes])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      const [answer = ''] = String(head.subarray(0, end)).split('\r\n')
      if (!answer.startsWith('HTTP/1.1 101')) return lose(`the server answered ${answer}`)
      const rest = head.subarray(end + 4)
      head = null
      introduce()
      frames.push(rest)
    }
    const connection = createConnection({
      host: hostname,
      port: Number(port),
      onread: {
        buffer: BUFFER,
        callback: (length, buffer) => {
          onBytes(Buffer.from(buffer.buffer, buffer.byteOffset, length))
          return true
        },
      },
    })
    connection.on('error', (error) => lose(error.message))
    connection.on('close', () => lose('the connection ended'))
    const socket: BareSocket = {
      close: () =>
        new Promise((closed) => {
          isClosing = true
          connection.once('close', () => closed())
          connection.destroy()
        }),
    }
    const key = randomBytes(16).toString('base64')
    const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${key}`]
    connection.write([`GET ${path} HTTP/1.1`, `Host: ${hostname}:${port}`, ...upgrade, ...headers, '', ''].join('\r\n'))
  })
}
