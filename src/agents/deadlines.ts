/** The two deadlines of a run: how long it may take, and how long it may say nothing. */

export interface Deadlines {
  /** The agent said something: the silence starts again. */
  heard(): void
  clear(): void
}

/** setTimeout takes no longer time than this; a longer one would be over at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Starts the clocks. `onPassed` gets a sentence. `isReading` says whether the agent is listened to: while its output waits for a
 * slow listener, its silence does not count.
 */
export function startDeadlines(
  limits: { readonly deadlineMs?: number | undefined; readonly silenceMs?: number | undefined },
  isReading: () => boolean,
  onPassed: (reason: string) => void,
): Deadlines {
  const { deadlineMs, silenceMs } = limits
  const whole = startTimer(deadlineMs, () => onPassed(`The agent timed out after ${inWords(deadlineMs ?? 0)}.`))
  const silence = startTimer(silenceMs, () => {
    if (isReading()) onPassed(`The agent timed out after ${inWords(silenceMs ?? 0)} without output.`)
    else silence?.refresh()
  })
  return {
    heard: () => silence?.refresh(),
    clear() {
      clearTimeout(whole)
      clearTimeout(silence)
    },
  }
}

function startTimer(ms: number | undefined, onTimer: () => void): NodeJS.Timeout | undefined {
  return ms === undefined ? undefined : setTimeout(onTimer, Math.min(ms, LONGEST_TIMER_MS))
}

function inWords(ms: number): string {
  if (ms < 1_000) return `${ms} ms`
  return ms < 120_000 ? `${ms / 1_000} s` : `${Math.round(ms / 60_000)} min`
}
