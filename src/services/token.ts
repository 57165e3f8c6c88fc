/** Who may come in. */
import type { Viewer } from '../domain/viewer.ts'
import type { Services } from './context.ts'
import { sha256 } from './request.ts'

/** The viewer of a token, or null where it is unknown, expired, revoked, or that of a run that has ended. */
export async function authenticate({ store, now }: Pick<Services, 'store' | 'now'>, token: string): Promise<Viewer | null> {
  const hash = sha256(token)
  const found = await store.tokens.find(hash, now())
  if (found) return { kind: 'operator', name: found.name, role: found.role }
  const run = await store.tokens.findRun(hash)
  return run && { kind: 'run', name: `agent of ${run.chunk}`, runId: run.id }
}

/** Makes `token` the owner's token of that name, in place of any that was. */
export async function setOwnerToken(
  { store, now, newId }: Pick<Services, 'store' | 'now' | 'newId'>,
  name: string,
  token: string,
): Promise<void> {
  await store.tokens.put({ id: newId(), name, role: 'OWNER', hash: sha256(token) }, now())
}
