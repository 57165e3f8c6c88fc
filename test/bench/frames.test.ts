/** The reader of frames, which counts everything that the bench reports. */
import { expect, test } from 'vitest'
import { FrameReader, PING, TEXT } from './frames.ts'

/** As a server sends it: without a mask. */
function serverFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const header = length < 126 ? Buffer.alloc(2) : length < 0x10000 ? Buffer.alloc(4) : Buffer.alloc(10)
  header.writeUInt8(0x80 | opcode, 0)
  header.writeUInt8(header.length === 2 ? length : header.length === 4 ? 126 : 127, 1)
  if (header.length === 4) header.writeUInt16BE(length, 2)
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([header, payload])
}

const SMALL = [0, 125, 126, 1, 300]
const BIG = [65_535, 2, 65_536]

test.each([
  ...[1, 2, 3, 7, 10_000].map((piece) => ({ piece, lengths: SMALL })),
  ...[10_000, 65_540, 1_000_000].map((piece) => ({ piece, lengths: BIG })),
])('frames of $lengths bytes are read whole when the stream comes in pieces of $piece', ({ piece, lengths }) => {
  const sent = lengths.map((length, index) => ({ opcode: index % 2 === 0 ? TEXT : PING, payload: String(index).repeat(length) }))
  const stream = Buffer.concat(sent.map(({ opcode, payload }) => serverFrame(opcode, Buffer.from(payload))))
  const found: typeof sent = []
  const reader = new FrameReader((opcode, payload) => found.push({ opcode, payload: String(payload) }))
  for (let at = 0; at < stream.length; at += piece) reader.push(stream.subarray(at, at + piece))
  expect(found).toEqual(sent)
})
