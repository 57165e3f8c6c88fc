/** Makes tokens: 256 bits behind a prefix that secret scanners find. */
import { createHmac, randomBytes } from 'node:crypto'
import { TOKEN_PREFIX } from '../domain/token.ts'

/**
 * Returns what makes tokens. Without a seed they are random. With one they are derived from it and from `secret`, by HMAC-SHA256: the
 * same token whenever it is asked for, so that a repeated request can be answered without the token being stored anywhere, and one that
 * nobody can tell without the secret.
 */
export function tokenMaker(secret: string): (seed: string | null) => string {
  return (seed) => {
    const bits = seed === null ? randomBytes(32) : createHmac('sha256', secret).update(seed).digest()
    return TOKEN_PREFIX + bits.toString('base64url')
  }
}
