/** Whatever connections take at once and whatever they leave waiting: what each takes at last is whole, in order, and under its own id. */
import fc from 'fast-check'
import { Writable } from 'node:stream'
import { expect, it } from 'vitest'
import type { Batch } from '../../src/server/fan-out/batch.ts'
import { writeFrames } from '../../src/server/frames.ts'

/** A connection that takes what it is sent at once, or not before it is told to. */
class Connection extends Writable {
  readonly #taken: Buffer[] = []
  readonly #waiting: (() => void)[] = []
  isSlow = false

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const take = (): void => {
      // As the system does: what it has taken is its own.
      this.#taken.push(Buffer.from(chunk))
      done()
    }
    if (this.isSlow) this.#waiting.push(take)
    else take()
  }

  async takeAll(): Promise<void> {
    this.isSlow = false
    for (const take of this.#waiting.splice(0)) take()
    await new Promise((resolve) => this.end(resolve))
  }

  messages(): unknown[] {
    return textFrames(Buffer.concat(this.#taken)).map((text): unknown => JSON.parse(text))
  }
}

/** The texts of whole frames that are not masked (RFC 6455, section 5.2). */
function textFrames(bytes: Buffer): string[] {
  const texts: string[] = []
  for (let at = 0; at < bytes.length;) {
    expect(bytes[at]).toBe(0x81)
    const short = bytes.readUInt8(at + 1)
    const [head, length] =
      short < 126 ? [2, short] : short === 126 ? [4, bytes.readUInt16BE(at + 2)] : [10, Number(bytes.readBigUInt64BE(at + 2))]
    texts.push(bytes.toString('utf8', at + head, at + head + length))
    at += head + length
  }
  return texts
}

const IDS = ['1', '2', '3', 'ab', 'ü"']
const payload = fc.constantFrom(1, 90, 91, 300, 66_000).map((size) => 'x'.repeat(size))
const batch = fc.array(payload, { minLength: 1, maxLength: 3 })
const write = fc.record({ to: fc.nat(4), batch: fc.nat(3), becomesSlow: fc.boolean() })

it('frames keep their id for as long as they wait', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(batch, { minLength: 4, maxLength: 4 }),
      fc.array(write, { minLength: 4, maxLength: 20 }),
      async (texts, writes) => {
        const batches = texts.map((batchOf): Batch =>
          batchOf.map((text, at) => ({ position: at, resumeAfter: '', json: Buffer.from(JSON.stringify(text)) })),
        )
        const connections = IDS.map((id) => ({ id, connection: new Connection(), due: [] as object[] }))
        for (const { to, batch: which, becomesSlow } of writes) {
          const { id, connection, due } = connections[to] ?? expect.fail()
          connection.isSlow ||= becomesSlow
          writeFrames(connection, batches[which] ?? [], Buffer.from(JSON.stringify(id)))
          due.push(...(texts[which] ?? []).map((text) => ({ id, type: 'next', payload: text })))
        }
        for (const { connection, due } of connections) {
          await connection.takeAll()
          expect(connection.messages()).toEqual(due)
        }
      },
    ),
  )
})
