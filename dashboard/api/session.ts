/**
 * How the page gets in: the token in its address (`/#token=…`) is exchanged for a cookie that scripts cannot read.
 * The token is taken out of the address before anything else happens, so that it stays in no history and no screenshot.
 */

/** The token of the address, removed from it; null where it has none. */
export function takeToken(location: Pick<Location, 'hash' | 'pathname' | 'search'>, history: Pick<History, 'replaceState'>): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token === null) return null
  history.replaceState(null, '', location.pathname + location.search)
  return token
}

/** Exchanges a token for the session's cookie. Rejects with a sentence for people. */
export async function signIn(token: string, send: (path: string, request: RequestInit) => Promise<Response> = fetch): Promise<void> {
  let response: Response
  try {
    response = await send('/session', { method: 'POST', headers: { Authorization: `Bearer ${token.trim()}` }, credentials: 'same-origin' })
  } catch {
    throw new Error('The server could not be reached. Is `signalbox serve` running?')
  }
  if (response.status === 401 || response.status === 403) throw new Error('The server does not know this token, or it has been revoked.')
  if (!response.ok) throw new Error(`The server answered ${response.status} ${response.statusText} where 204 was expected.`)
}
