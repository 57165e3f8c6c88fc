/**
 * The last line of defence for secrets: what looks like one, or is one that the server knows, is taken out of a finished line. Nobody
 * means to write one; but the words of others stand in a line too, as those of a database that cannot be reached.
 */
const GONE = '[redacted]'

/** Each with what stays of it. */
const LOOKS_SECRET: ReadonlyArray<readonly [pattern: RegExp, instead: string]> = [
  // The user and the password in an address.
  [/:\/\/[^\s/"]+@/g, `://${GONE}@`],
  [/\b(Bearer|Basic) [^\s"\\]+/gi, `$1 ${GONE}`],
  // The session cookie.
  [/\b(signalbox-\d{1,5}=)[^\s;"\\]+/g, `$1${GONE}`],
  [/\bwhsec_[A-Za-z0-9+/=]+/g, GONE],
  [/\bsbx_[\w-]+/g, GONE],
  // 32 random bytes in base64url, as tokens are. Hashes and ids have no capitals, or another length.
  [/(?<![\w-])(?=[\w-]*[A-Z])[\w-]{43}(?![\w-])/g, GONE],
]

/** Returns what takes secrets out of a line; `known` are secrets that this server was started with. */
export function scrubber(known: readonly string[]): (line: string) => string {
  const spellings = new Set(known.flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]))
  spellings.delete('')
  return (line) => {
    const clean = [...spellings].reduce((text, secret) => text.replaceAll(secret, GONE), line)
    return LOOKS_SECRET.reduce((text, [pattern, instead]) => text.replace(pattern, instead), clean)
  }
}

const SECRET_NAME = /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|(^|_)(API_?)?KEY(_|$)/i

/** Shorter ones are words that stand in lines for other reasons. */
const SHORTEST_SECRET = 8

/** The values of those variables that are secrets by their name. An agent may be given them, and say them where it says why. */
export function secretsIn(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).flatMap(([name, value]) => (SECRET_NAME.test(name) && value.length >= SHORTEST_SECRET ? [value] : []))
}
