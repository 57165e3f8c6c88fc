/** Tokens of operators, and who may come in with which. */
import { timingSafeEqual } from 'node:crypto'
import { SignalboxError } from '../domain/errors.ts'
import { isGood, type Token } from '../domain/token.ts'
import { validTokenName } from '../domain/validate.ts'
import type { Role, Viewer } from '../domain/viewer.ts'
import type { Caller, Services } from './context.ts'
import { receiptFor, sha256 } from './request.ts'

type Doorkeeper = Pick<Services, 'store' | 'now'>

/** The viewer of a token, or null where it is unknown, expired, revoked, or that of a run that has ended. */
export async function authenticate(services: Doorkeeper, token: string): Promise<Viewer | null> {
  return (await viewersOf(services, [token])).get(token) ?? null
}

/**
 * Which of these tokens let somebody in now: operators' that are neither expired nor revoked, and those of runs that go on. Three
 * statements for four hundred of them, so that it can be asked again and again about everybody who is connected.
 */
export async function goodTokens(services: Doorkeeper, tokens: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await viewersOf(services, tokens)).keys())
}

/** The viewers of the tokens that are good, by token. */
async function viewersOf({ store, now }: Doorkeeper, tokens: readonly string[]): Promise<Map<string, Viewer>> {
  const unknown = new Map(tokens.map((token) => [sha256(token), token]))
  const viewers = new Map<string, Viewer>()
  const at = now()
  for (const { hash, name, role, ...token } of await store.tokens.find([...unknown.keys()])) {
    const shown = taken(unknown, hash)
    if (shown !== null && isGood(token, at)) viewers.set(shown, { kind: 'operator', name, role })
  }
  for (const { hash, runId, chunk } of await store.tokens.findRuns([...unknown.keys()])) {
    const shown = taken(unknown, hash)
    if (shown !== null) viewers.set(shown, { kind: 'run', name: `agent of ${chunk}`, runId })
  }
  return viewers
}

/**
 * Takes the token with this hash out of those that were shown, or null where none has it.
 *
 * Who tries out tokens learns nothing from the time that a search for a hash takes: nobody can choose what the SHA-256 of a guess begins
 * with. Still it is not left to how a database or a map compares: what lets somebody in is compared once more, all of it, in constant time.
 */
function taken(shown: Map<string, string>, stored: string): string | null {
  const token = shown.get(stored)
  if (token === undefined || !timingSafeEqual(Buffer.from(sha256(token)), Buffer.from(stored))) return null
  shown.delete(stored)
  return token
}

export interface CreateTokenInput {
  readonly name: string
  readonly role: Role
  /** In the future; a token without it is good until it is revoked. */
  readonly expiresAt?: Date | null | undefined
}

/** What the caller gets to see once, and again only by a repeat with its idempotency key. */
export interface CreatedToken {
  readonly token: string
  readonly name: string
  readonly role: Role
  readonly createdAt: Date
  readonly expiresAt: Date | null
}

/**
 * Makes a token for somebody who is called by `name`. Its text is stored nowhere, and in no receipt: one that is made with an idempotency
 * key is derived from that key and a secret of this server, so that a repeat can be answered with it. Throws VALIDATION_FAILED for a name
 * that is in use, and IDEMPOTENCY_CONFLICT for a repeat at a server that cannot derive it.
 */
export async function createToken(services: Services, caller: Caller, input: CreateTokenInput): Promise<CreatedToken> {
  const { role, expiresAt = null } = input
  const name = validTokenName(input.name)
  const receipt = receiptFor(caller, 'createToken', input)
  const token = services.newToken(receipt ? JSON.stringify([receipt.actor, receipt.key, receipt.inputHash]) : null)
  const { answer: made, isNews } = await services.store.tokens.change(name, receipt, (known, at) => {
    if (known && isGood(known, at)) throw inUse(known)
    if (expiresAt && expiresAt <= at) throw past(expiresAt)
    const fresh = { name, role, hash: sha256(token), createdAt: at, createdBy: caller.name, expiresAt, revokedAt: null }
    return { token: fresh, answer: { hash: fresh.hash, createdAt: at.toISOString() }, isNews: true }
  })
  if (isNews) services.onDecision({ what: 'token created', actor: caller.name, name })
  if (made.hash !== sha256(token)) {
    throw new SignalboxError(
      'IDEMPOTENCY_CONFLICT',
      `The token '${name}' was made with this idempotency key at ${made.createdAt}, and cannot be shown again: it was another server, or this one with another owner's token. Revoke it, and make another one with a new key.`,
      'idempotencyKey',
    )
  }
  return { token, name, role, createdAt: new Date(made.createdAt), expiresAt }
}

function inUse({ name, expiresAt }: Token): SignalboxError {
  const until = expiresAt ? `until ${expiresAt.toISOString()}` : 'until it is revoked'
  return new SignalboxError(
    'VALIDATION_FAILED',
    `There is a token '${name}', which is good ${until}. Revoke it first to replace it, or choose another name.`,
    'name',
  )
}

function past(expiresAt: Date): SignalboxError {
  return new SignalboxError(
    'VALIDATION_FAILED',
    `expiresAt must lie in the future; found ${expiresAt.toISOString()}, which is past by the clock of the server.`,
    'expiresAt',
  )
}

/** Revokes the token of that name, from now on; one that is revoked already stays revoked since when it is. Throws NOT_FOUND. */
export async function revokeToken(services: Services, caller: Caller, { name }: { readonly name: string }): Promise<{ revokedAt: Date }> {
  if (name === services.ownerName) throw ownToken(name)
  const { answer, isNews } = await services.store.tokens.change(name, receiptFor(caller, 'revokeToken', { name }), (known, at) => {
    if (!known) {
      throw new SignalboxError('NOT_FOUND', `There is no token '${name}'. 'signalbox token list' shows those that there are.`, 'name')
    }
    const since = known.revokedAt ?? at
    return { token: { ...known, revokedAt: since }, answer: { revokedAt: since.toISOString() }, isNews: known.revokedAt === null }
  })
  if (isNews) services.onDecision({ what: 'token revoked', actor: caller.name, name })
  return { revokedAt: new Date(answer.revokedAt) }
}

function ownToken(name: string): SignalboxError {
  return new SignalboxError(
    'VALIDATION_FAILED',
    `'${name}' is the token of this server itself, which it puts in force whenever it starts. To replace it, stop the server, remove the file owner-token in its data folder, and start it again.`,
    'name',
  )
}

/** Puts the token of this server's data folder in force, in place of the one that it had before. */
export async function setOwnerToken({ store, ownerName: name }: Pick<Services, 'store' | 'ownerName'>, token: string): Promise<void> {
  const hash = sha256(token)
  await store.tokens.change(name, undefined, (known, at) => {
    const createdAt = known?.hash === hash ? known.createdAt : at
    const own = { name, role: 'OWNER' as const, hash, createdAt, createdBy: null, expiresAt: null, revokedAt: null }
    return { token: own, answer: {}, isNews: false }
  })
}
