/** Tokens of operators: what is known of them once they are made, and when they are good. */
import type { Role } from './viewer.ts'

/** What secret scanners, and people who read a log, know a token by. */
export const TOKEN_PREFIX = 'sbx_'

export interface Token {
  /** The actor in the change log. */
  readonly name: string
  readonly role: Role
  readonly createdAt: Date
  /** The owner who made it; null for the owner's token that a server keeps in its data folder. */
  readonly createdBy: string | null
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
}

/** Whether a token lets its holder in at that time. */
export function isGood({ expiresAt, revokedAt }: Pick<Token, 'expiresAt' | 'revokedAt'>, at: Date): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > at)
}
