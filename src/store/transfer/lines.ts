/** The lines of an exported project: as text, and back. What is wrong with one is told with its number. */
import { SignalboxError } from '../../domain/errors.ts'
import { invalid } from '../../domain/validate.ts'
import { readRecord, type TransferRecord, VERSION } from './records.ts'

/** The bytes of an exported project, from the start each time: they are read twice. */
export type Source = () => AsyncIterable<Uint8Array>

export interface Line {
  /** Counts from 1. */
  readonly number: number
  readonly record: TransferRecord
}

/** No line is longer: a change has at most a goal of 256 KiB, and what is told of its neighbours. */
const LONGEST_LINE_BYTES = 64 * 1024 * 1024

export function toLine(record: TransferRecord): string {
  return `${JSON.stringify(record)}\n`
}

/** Throws VALIDATION_FAILED for the first line that is none of an exported project. */
export async function* readLines(source: Source): AsyncGenerator<Line> {
  let number = 0
  for await (const bytes of splitLines(source())) {
    number += 1
    yield { number, record: atLine(number, () => parseRecord(bytes, number)) }
  }
}

/** Does what concerns a line: what it refuses is told with the line's number. */
export function atLine<T>(number: number, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof SignalboxError)) throw error
    throw new SignalboxError(error.code, `Line ${number}: ${error.message}`, error.field)
  }
}

function parseRecord(bytes: Uint8Array, number: number): TransferRecord {
  const value = parseJson(bytes)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('the line', 'a JSON object', value)
  const isHeader = 'record' in value && value.record === 'header'
  if (isHeader !== (number === 1)) throw invalid('the line', number === 1 ? 'the header of an exported project' : 'no second header', value)
  // Before all else: a later version may look otherwise.
  if ('version' in value && Number.isInteger(value.version) && value.version !== VERSION)
    throw invalid('version', `${VERSION}, which is what this version of signalbox reads`, value.version)
  return readRecord(value)
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    throw invalid('the line', 'JSON', Buffer.from(bytes.subarray(0, 100)).toString())
  }
}

const LINE_FEED = 0x0a

async function* splitLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let begun: Uint8Array[] = []
  let length = 0
  for await (const bytes of source) {
    let start = 0
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      yield Buffer.concat([...begun, bytes.subarray(start, end)])
      begun = []
      length = 0
      start = end + 1
    }
    if (start === bytes.length) continue
    begun.push(bytes.subarray(start))
    length += bytes.length - start
    if (length > LONGEST_LINE_BYTES)
      throw new SignalboxError('VALIDATION_FAILED', 'The file has a line of more than 64 MiB: it is no exported project.')
  }
  if (length > 0) yield Buffer.concat(begun)
}
