/**
 * Who is let in, before anything is read or run: the same decisions for HTTP and for a WebSocket's upgrade. Pure.
 *
 * The server listens on this machine, where every web page that the operator opens can knock. Four things keep pages out, and none
 * stands in for another: the Host must be one of our names (a page that rebinds its own name to 127.0.0.1 sends its own), an Origin
 * must be ours, a cookie alone does nothing without an Origin, and the browser's own word about where a request comes from is heeded.
 */
import type { ErrorCode } from '../domain/errors.ts'

/** The names that the server answers to. */
export interface Names {
  /** Values of the Host header, in lower case. */
  readonly hosts: ReadonlySet<string>
  /** Values of the Origin header. */
  readonly origins: ReadonlySet<string>
}

/** What the gate looks at in a request. */
export interface Knock {
  readonly method: string
  readonly isUpgrade: boolean
  /** Every Host header that was sent. */
  readonly hosts: readonly string[]
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  readonly fetchMode: string | undefined
  readonly fetchDest: string | undefined
  readonly tokenFrom: 'header' | 'cookie' | null
}

export interface GateRefusal {
  readonly status: number
  readonly code: ErrorCode
  readonly message: string
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']
const WILDCARD = ['0.0.0.0', '::']

/** The loopback names and the address that was bound, with the port; and the names that the operator allowed, with or without one. */
export function namesOf(host: string, port: number, allowedHosts: readonly string[]): Names {
  const bound = WILDCARD.includes(host) ? [] : [bracketed(host)]
  const withPort = [...LOOPBACK, ...bound, ...allowedHosts].map((name) => `${name.toLowerCase()}:${port}`)
  const withoutPort = (port === 80 ? [...LOOPBACK, ...bound, ...allowedHosts] : allowedHosts).map((name) => name.toLowerCase())
  const hosts = new Set([...withPort, ...withoutPort])
  return { hosts, origins: new Set([...hosts].flatMap((name) => [`http://${name}`, `https://${name}`])) }
}

export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** Why a request is not let in; null when it is. */
export function refuse(knock: Knock, names: Names): GateRefusal | null {
  const [host, ...more] = knock.hosts
  if (host === undefined || more.length > 0 || !names.hosts.has(host.toLowerCase())) {
    const known = [...names.hosts].join(', ')
    return forbidden(`The Host header must be one of ${known}. A further name is allowed with --allowed-host.`)
  }
  if (knock.fetchSite !== undefined && knock.fetchSite !== 'same-origin' && knock.fetchSite !== 'none' && !isVisit(knock)) {
    return forbidden(
      `The request comes from a page of another site (Sec-Fetch-Site: ${knock.fetchSite}), and only the server's own pages may send any.`,
    )
  }
  if (knock.origin !== undefined && !names.origins.has(knock.origin)) {
    return forbidden(`The request comes from ${knock.origin}, and only the server's own pages may send any.`)
  }
  if (knock.tokenFrom === 'cookie' && knock.origin === undefined && !isSafe(knock)) {
    return forbidden(
      'A request with the session cookie needs the Origin header that browsers send. Scripts send `Authorization: Bearer TOKEN` instead.',
    )
  }
  return null
}

/** Somebody follows a link to the dashboard, in a chat or in a file: a page is shown in a window of its own, and nothing is done. */
function isVisit({ method, isUpgrade, fetchMode, fetchDest }: Knock): boolean {
  return method === 'GET' && !isUpgrade && fetchMode === 'navigate' && fetchDest === 'document'
}

function isSafe({ method, isUpgrade }: Knock): boolean {
  return (method === 'GET' || method === 'HEAD') && !isUpgrade
}

function forbidden(message: string): GateRefusal {
  return { status: 403, code: 'FORBIDDEN', message }
}
