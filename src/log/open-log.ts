/** The log file: one JSON object per line, with the fields of fields.ts. It is appended to, so that `copytruncate` can rotate it. */
import { type LevelWithSilent, type Logger, pino, stdTimeFunctions } from 'pino'
import { scrubber } from './scrub.ts'

/** Lines that wait for a disk that takes none: those beyond are dropped, rather than the memory filled. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024

/** What no line may have a value for. */
const SECRET_FIELDS = ['token', 'password', 'secret', 'authorization', 'cookie']

export interface LogOptions {
  readonly file: string
  readonly level: LevelWithSilent
  /** Secrets of this server: taken out of every line. */
  readonly secrets: readonly string[]
  /** Hears, once, that lines could not be written. */
  readonly onError: (error: Error) => void
}

export interface OpenLog {
  readonly log: Logger
  /** Resolves when everything is written that can be. */
  close(): Promise<void>
}

export function openLog({ file, level, secrets, onError }: LogOptions): OpenLog {
  const destination = pino.destination({ dest: file, mode: 0o600, sync: false, maxLength: MAX_WAITING_BYTES })
  let isToldOf = false
  let isClosing = false
  destination.on('error', (error) => {
    if (!isToldOf) onError(error)
    isToldOf = true
    // What a disk has not taken by now it will not take.
    if (isClosing) destination.destroy()
  })
  const log = pino(
    {
      level,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: [...SECRET_FIELDS],
      hooks: { streamWrite: scrubber(secrets) },
    },
    destination,
  )
  return {
    log,
    close: () =>
      new Promise((resolve) => {
        isClosing = true
        destination.once('close', resolve)
        destination.end()
      }),
  }
}
