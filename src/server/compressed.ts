/** The same bytes, packed: once for each coding, when somebody asks for the first time, and outside of the event loop's time. */
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** What we pack with, the best first. */
export const CODINGS = ['br', 'gzip'] as const
export type Coding = (typeof CODINGS)[number]

/** Two more would save a twentieth, and whoever asks first would wait twice as long. */
const BROTLI_QUALITY = 9

const PACKERS: Readonly<Record<Coding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) =>
    promisify(brotliCompress)(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
  gzip: (body) => promisify(gzip)(body, { level: constants.Z_BEST_COMPRESSION }),
}

/** Returns what packs `body`. It answers with null where that would save nothing. */
export function packed(body: Buffer): (coding: Coding) => Promise<Buffer | null> {
  const results = new Map<Coding, Promise<Buffer | null>>()
  return (coding) => {
    const result = results.get(coding) ?? PACKERS[coding](body).then((smaller) => (smaller.length < body.length ? smaller : null))
    results.set(coding, result)
    return result
  }
}
