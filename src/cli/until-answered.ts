/** For a command that goes on over every cut: what it asks beside what it follows must not end it either. */
import { backOff, wait } from '../client/back-off.ts'
import { NoServerError, RefusedError } from './errors.ts'

/** A server that is not there is waited for, and one that fails is asked again; anything else is an answer. */
export function isPassing(error: unknown): boolean {
  return error instanceof NoServerError || (error instanceof RefusedError && error.code === 'INTERNAL_SERVER_ERROR')
}

/** Asks until there is an answer, or the signal is aborted: then it is null. Throws an answer that is a refusal. */
export async function untilAnswered<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  for (let tries = 1; !signal.aborted; tries += 1) {
    try {
      return await ask()
    } catch (error) {
      if (!isPassing(error)) throw error
      await wait(backOff(tries), signal)
    }
  }
  return null
}
