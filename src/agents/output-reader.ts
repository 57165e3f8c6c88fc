/** Reads one output stream of an agent, no faster than its pieces are taken. */
import type { Readable } from 'node:stream'
import { createOutputText } from './output-text.ts'

/** How long a stream without a writer may keep quiet before it is given up. */
const QUIET_MS = 250
/** How many chunks a stream without a writer may still give: more than a pipe can hold, few enough to come to an end. */
const LAST_CHUNKS = 64

/**
 * Hands the stream's text to `onPiece` and waits for it before it reads on; `onBytes` is called for each chunk that arrives. Resolves when
 * the stream has ended and all of it was taken.
 *
 * `writersGone` says that the processes which wrote are gone. What they wrote is still read; but a stream that does not end then, because
 * a process that is none of theirs holds it open, is given up.
 */
export async function readOutput(
  source: Readable,
  writersGone: AbortSignal,
  onBytes: () => void,
  onPiece: (text: string) => Promise<void>,
): Promise<void> {
  const text = createOutputText()
  let waiting = true
  let lastChunks = LAST_CHUNKS
  let quiet: NodeJS.Timeout | undefined

  function giveUpWhenQuiet(): void {
    if (waiting) quiet = setTimeout(() => source.destroy(), QUIET_MS)
  }

  if (writersGone.aborted) giveUpWhenQuiet()
  else writersGone.addEventListener('abort', giveUpWhenQuiet, { once: true })
  try {
    for await (const bytes of source) {
      waiting = false
      clearTimeout(quiet)
      onBytes()
      for (const piece of text.push(bytes)) await onPiece(piece)
      waiting = true
      if (!writersGone.aborted) continue
      lastChunks -= 1
      if (lastChunks === 0) break
      giveUpWhenQuiet()
    }
  } catch (error) {
    if (!isGivenUp(error)) throw error
  } finally {
    waiting = false
    clearTimeout(quiet)
    writersGone.removeEventListener('abort', giveUpWhenQuiet)
  }
  for (const piece of text.end()) await onPiece(piece)
}

/** What reading a stream throws that was destroyed before its end. */
function isGivenUp(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}
