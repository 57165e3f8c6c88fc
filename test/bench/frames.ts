/** The frames of a WebSocket, read and written with as little work as possible, so that a thousand clients cost less than the server. */

export const TEXT = 1
export const CLOSE = 8
export const PING = 9
export const PONG = 10

/** Takes the bytes as they come, and hands over each whole frame. The payload is only good during the call. */
export class FrameReader {
  /** The beginning of a frame that has not come whole. */
  #rest: Buffer | null = null
  readonly #onFrame: (opcode: number, payload: Buffer) => void

  constructor(onFrame: (opcode: number, payload: Buffer) => void) {
    this.#onFrame = onFrame
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk
    let at = 0
    for (let end = endOfFrame(bytes, at); end !== null && end <= bytes.length; end = endOfFrame(bytes, at)) {
      this.#onFrame(opcodeAt(bytes, at), bytes.subarray(at + headerLength(bytes, at), end))
      at = end
    }
    this.#rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : null
  }
}

function opcodeAt(bytes: Buffer, at: number): number {
  return bytes.readUInt8(at) & 0x0f
}

/** Servers do not mask, so the length is all that varies. */
function headerLength(bytes: Buffer, at: number): number {
  const length = bytes.readUInt8(at + 1) & 0x7f
  return length < 126 ? 2 : length === 126 ? 4 : 10
}

/** Where the frame ends that begins at `at`; null where its header has not come whole. */
function endOfFrame(bytes: Buffer, at: number): number | null {
  if (bytes.length < at + 2) return null
  const header = headerLength(bytes, at)
  if (bytes.length < at + header) return null
  const short = bytes.readUInt8(at + 1) & 0x7f
  const length = header === 2 ? short : header === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
  return at + header + length
}

/** Clients must mask; the mask of zeros leaves the bytes as they are. */
export function frame(opcode: number, payload: Buffer): Buffer {
  const length = payload.length
  if (length > 0xffff) throw new Error(`The clients of the bench send at most 65,535 bytes; found ${length}.`)
  const header =
    length < 126 ? Buffer.from([0x80 | opcode, 0x80 | length]) : Buffer.from([0x80 | opcode, 0x80 | 126, length >> 8, length & 0xff])
  return Buffer.concat([header, Buffer.alloc(4), payload])
}
