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
  const spellings = known.filter((secret) => secret !== '').flatMap((secret) => [secret, encodeURIComponent(secret)])
  return (line) => {
    const clean = spellings.reduce((text, secret) => text.replaceAll(secret, GONE), line)
    return LOOKS_SECRET.reduce((text, [pattern, instead]) => text.replace(pattern, instead), clean)
  }
}
