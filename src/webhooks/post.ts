/** One attempt to send something. What comes back is a status and nothing else: the body is not read, and no redirect is followed. */
import { ATTEMPT_MS, type DelivererOptions } from './options.ts'

/** Answers with what went wrong, as a sentence; null where the receiver has taken it. An attempt that `stop` breaks off has failed. */
export async function post(
  { after, version }: Pick<DelivererOptions, 'after' | 'version'>,
  url: string,
  { headers, body }: { readonly headers: Record<string, string>; readonly body: string },
  stop: AbortSignal,
): Promise<string | null> {
  const attempt = new AbortController()
  let tooLong = false
  const end = (): void => attempt.abort()
  const callOff = after(ATTEMPT_MS, () => {
    tooLong = true
    end()
  })
  stop.addEventListener('abort', end)
  try {
    const {
      ok,
      status,
      body: answer,
    } = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': `signalbox/${version}` },
      body,
      redirect: 'manual',
      signal: attempt.signal,
    })
    // The status has said it all, however the rest ends.
    await answer?.cancel().catch(() => undefined)
    if (ok) return null
    return `It answered ${status}${status >= 300 && status < 400 ? ', and redirects are not followed' : ''}.`
  } catch (error) {
    return tooLong ? `It did not answer within ${ATTEMPT_MS / 1_000} seconds.` : `It was not reached: ${reasonOf(error)}.`
  } finally {
    stop.removeEventListener('abort', end)
    callOff()
  }
}

/** fetch says only "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message
}
