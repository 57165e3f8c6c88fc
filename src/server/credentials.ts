/** Where a request's token stands: in the Authorization header or in the session cookie, and never in the URL. */
import type { IncomingMessage } from 'node:http'

export interface Credentials {
  readonly token: string | null
  readonly from: 'header' | 'cookie' | null
}

/** What a token may look like; anything else is not even looked up. */
const TOKEN = /^[A-Za-z0-9._~+/=-]{1,512}$/

/** The header wins: who writes one means it, and a browser adds its cookie unasked. A malformed header is a bad token, not none. */
export function credentialsOf(request: IncomingMessage, port: number): Credentials {
  const { authorization, cookie } = request.headers
  if (authorization !== undefined) return { token: wellFormed(/^Bearer +(\S+)$/i.exec(authorization)?.[1]), from: 'header' }
  const session = cookie?.split(/; */).find((pair) => pair.startsWith(`${cookieName(port)}=`))
  if (session === undefined) return { token: null, from: null }
  return { token: wellFormed(session.slice(session.indexOf('=') + 1)), from: 'cookie' }
}

export function wellFormed(token: unknown): string | null {
  return typeof token === 'string' && TOKEN.test(token) ? token : null
}

/** The Set-Cookie that signs a browser in; with null, out. */
export function sessionCookie(token: string | null, port: number): string {
  const attributes = 'Path=/; HttpOnly; SameSite=Strict'
  return token === null ? `${cookieName(port)}=; ${attributes}; Max-Age=0` : `${cookieName(port)}=${token}; ${attributes}`
}

/** Cookies do not tell ports apart, so two servers on one machine need two names. */
function cookieName(port: number): string {
  return `signalbox-${port}`
}
