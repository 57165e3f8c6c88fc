/**
 * The `next` messages of graphql-transport-ws as WebSocket frames (RFC 6455, section 5.2), for many sockets at once. Only the id of
 * the operation differs from socket to socket: the frames are made once for each length of an id, and each socket's id is stamped
 * into them before they are written to it. That is less work than sending the same string to each.
 */
import type { Writable } from 'node:stream'
import type { Batch, Result } from './fan-out/batch.ts'

const BEFORE_ID = Buffer.from('{"id":')
const AFTER_ID = Buffer.from(',"type":"next","payload":')
const END = Buffer.from('}')

const FINAL_TEXT_FRAME = 0x81
const LENGTH_OF_16_BITS = 126
const LENGTH_OF_64_BITS = 127

interface Template {
  bytes: Buffer
  /** Where an id goes. */
  readonly places: readonly number[]
  /** The system has not taken all of the last ones: they must stay as they are, and the next id goes into a copy. */
  isLent: boolean
}

const templates = new WeakMap<Batch, Map<number, Template>>()

/** Writes the messages of a batch; `id` is the operation's, as JSON in UTF-8. */
export function writeFrames(stream: Writable, batch: Batch, id: Buffer): void {
  const template = templateFor(batch, id.length)
  if (template.isLent) template.bytes = Buffer.from(template.bytes)
  for (const place of template.places) id.copy(template.bytes, place)
  stream.write(template.bytes)
  // A stream counts what it was given until the system has taken it, which is mostly at once.
  template.isLent = stream.writableLength > 0
}

function templateFor(batch: Batch, idLength: number): Template {
  const ofBatch = templates.get(batch) ?? new Map<number, Template>()
  templates.set(batch, ofBatch)
  const known = ofBatch.get(idLength)
  if (known) return known
  const made = makeTemplate(batch, idLength)
  ofBatch.set(idLength, made)
  return made
}

function makeTemplate(batch: Batch, idLength: number): Template {
  const places: number[] = []
  let size = 0
  const parts = batch.flatMap(({ json }: Result) => {
    const head = header(BEFORE_ID.length + idLength + AFTER_ID.length + json.length + END.length)
    const frame = [head, BEFORE_ID, Buffer.alloc(idLength), AFTER_ID, json, END]
    places.push(size + head.length + BEFORE_ID.length)
    size += frame.reduce((sum, part) => sum + part.length, 0)
    return frame
  })
  return { bytes: Buffer.concat(parts, size), places, isLent: false }
}

function header(length: number): Buffer {
  if (length < LENGTH_OF_16_BITS) return Buffer.from([FINAL_TEXT_FRAME, length])
  if (length < 2 ** 16) {
    const head = Buffer.from([FINAL_TEXT_FRAME, LENGTH_OF_16_BITS, 0, 0])
    head.writeUInt16BE(length, 2)
    return head
  }
  const head = Buffer.alloc(10)
  head.set([FINAL_TEXT_FRAME, LENGTH_OF_64_BITS])
  head.writeBigUInt64BE(BigInt(length), 2)
  return head
}
