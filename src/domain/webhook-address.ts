/**
 * Where webhooks may be sent to. A server that posts to any address that it is given is a door into the network that it stands in, so
 * only hosts go that whoever starts the server has named, each with its port; names are trusted, whatever they resolve to.
 */
import { SignalboxError } from './errors.ts'

const MAX_URL_LENGTH = 2_000
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' }

/**
 * What an entry of the list allows, as `host:port` in the form of `webhookAuthority`: `hooks.example.com:8443` that port,
 * `hooks.example.com` those of http and https. Null for what is no host.
 */
export function parseAllowedWebhook(text: string): readonly string[] | null {
  const [, host, port] = /^(\[[0-9a-f:.]+\]|[^\s/\\?#@:*[\]%]+)(?::([1-9]\d{0,4}))?$/i.exec(text) ?? []
  if (host === undefined || Number(port ?? 1) > 65_535 || !URL.canParse(`http://${host}`)) return null
  const { hostname } = new URL(`http://${host}`)
  return (port === undefined ? Object.values(DEFAULT_PORTS) : [port]).map((each) => `${hostname}:${each}`)
}

/** The host and the port that a URL leads to, as `host:port`. */
export function webhookAuthority({ protocol, hostname, port }: URL): string {
  return `${hostname}:${port === '' ? (DEFAULT_PORTS[protocol] ?? '') : port}`
}

/** The address of a webhook in its one form. Throws VALIDATION_FAILED for what is none, and for one whose host is not among `allowed`. */
export function validWebhookUrl(text: string, allowed: readonly string[], field = 'url'): string {
  const url = parseAddress(text)
  if (typeof url === 'string') {
    // The text is not shown: it may hold a password.
    throw new SignalboxError(
      'VALIDATION_FAILED',
      `${field} must be an address as https://hooks.example.com/signalbox; found ${url}.`,
      field,
    )
  }
  const authority = webhookAuthority(url)
  if (allowed.includes(authority)) return url.href
  throw new SignalboxError(
    'VALIDATION_FAILED',
    `${field} must lead to a host that webhooks may be sent to; found ${authority}. Whoever runs the server allows it with 'signalbox serve --allow-webhook ${authority}'.`,
    field,
  )
}

/** The URL, or what is wrong with it. */
function parseAddress(text: string): URL | string {
  if (text.length > MAX_URL_LENGTH) return `${text.length} characters, where ${MAX_URL_LENGTH} are the most`
  // The parser would leave them out, or take them for something else.
  if (/[\s\\\p{Cc}]/u.test(text)) return 'blanks, control characters or backslashes in it'
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return 'no http or https address'
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return 'a user or a password in it'
  if (text.includes('#')) return 'a fragment in it, which is never sent'
  return url
}
