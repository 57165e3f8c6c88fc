/**
 * A reader that does not take what a command prints, as `less` at the end of its page, must not make the command grow: what it follows is
 * then asked for no more, until the reader has caught up. Nothing is lost, because every following begins behind the last thing printed.
 */
import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** In bytes, or characters: enough for a healthy reader never to make anybody wait. */
const MOST_WAITING = 1 << 20

/** Gets the signal that ends this turn, and what to call after something was printed. */
export type Turn<T> = (signal: AbortSignal, printed: () => void) => Promise<T>

/**
 * Takes turn after turn, each until `out` is full, until one ends by itself or the signal is aborted. Gives the result of the last. What
 * prints nothing has no `out`, and takes one turn.
 */
export async function takeTurns<T>(out: Writable | undefined, signal: AbortSignal, turn: Turn<T>): Promise<T> {
  for (;;) {
    const full = new AbortController()
    const result = await turn(AbortSignal.any([signal, full.signal]), () => {
      if (out && out.writableLength > MOST_WAITING) full.abort()
    })
    if (!out || !full.signal.aborted || signal.aborted) return result
    await drained(out)
  }
}

/** Resolves when the reader has taken what was written. */
export async function drained(out: Writable): Promise<void> {
  if (out.writableNeedDrain) await once(out, 'drain')
}
