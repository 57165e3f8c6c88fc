/** Who may come in. */
import { timingSafeEqual } from 'node:crypto'
import { isGood } from '../domain/token.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Services } from './context.ts'
import { sha256 } from './request.ts'

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

/** Makes `token` the owner's token of that name, in place of any that was. */
export async function setOwnerToken(
  { store, now, newId }: Pick<Services, 'store' | 'now' | 'newId'>,
  name: string,
  token: string,
): Promise<void> {
  await store.tokens.put({ id: newId(), name, role: 'OWNER', hash: sha256(token) }, now())
}
