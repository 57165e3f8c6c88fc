/**
 * Cuts the change logs off at their old end, as far as a policy allows.
 *
 * A piece at a time, each a short transaction under its project's lock: it says first, in the project's `expiredSequence`, up to where
 * changes have expired, and then deletes what nobody needs any more. So a reader never meets a hole that is not announced, a crash
 * leaves nothing half done, and no commit waits for more than a piece. What stays of what has expired is the state of every unit as
 * of there: its newest entry, unless that is its deletion, and what a row of it refers to. The database refuses to delete those.
 */
import { expiryOf, type Retention } from '../domain/retention.ts'
import type { Clients, ReadClient, Transaction } from './clients.ts'

/** How many changes expire in one transaction. */
const PIECE = 200

interface Log {
  readonly id: string
  readonly sequence: number
  readonly expiredSequence: number
}

/** Lets expire what `retention` allows to go at `now`, in all projects. Stops after the piece that it is at when `signal` is aborted. */
export type Trim = (retention: Retention, now: Date, signal?: AbortSignal) => Promise<void>

export function createTrim({ read, write }: Clients): Trim {
  return async (retention, now, signal) => {
    for (const project of await read.project.findMany({ select: { id: true, sequence: true, expiredSequence: true } })) {
      // Without the lock at first: most often there is nothing to do.
      let more = (await reach(read, project, retention, now)) > project.expiredSequence
      while (more && signal?.aborted !== true) {
        more = await write.$transaction((tx) => expirePiece(tx, project.id, retention, now))
      }
    }
  }
}

/** Answers whether there may be more to expire. */
async function expirePiece(tx: Transaction, id: string, retention: Retention, now: Date): Promise<boolean> {
  const [log] = await tx.project.updateManyAndReturn({ where: { id }, data: { sequence: { increment: 0 } } })
  if (!log) return false
  const reached = await reach(tx, log, retention, now)
  if (reached === log.expiredSequence) return false
  await tx.project.update({ where: { id }, data: { expiredSequence: reached } })
  await deleteExpired(tx, id, log.expiredSequence, reached)
  return reached === log.expiredSequence + PIECE
}

/** Up to which sequence the changes of a project may expire with the next piece. */
async function reach(client: Pick<ReadClient, 'workUnitChange'>, log: Log, retention: Retention, now: Date): Promise<number> {
  const { upTo, before } = expiryOf(retention, log.sequence, now)
  const end = Math.min(upTo, log.expiredSequence + PIECE)
  if (end <= log.expiredSequence) return log.expiredSequence
  const young = await client.workUnitChange.findFirst({
    where: { projectId: log.id, sequence: { gt: log.expiredSequence, lte: end }, at: { gt: before } },
    orderBy: { sequence: 'asc' },
    select: { sequence: true },
  })
  return young ? young.sequence - 1 : end
}

/**
 * Of each unit that changed after `from` and up to `reached`, the entries before its newest one there; then the deletions among those,
 * of which nothing else is left. Units that did not change there are as the piece before this one left them.
 */
async function deleteExpired(tx: Transaction, projectId: string, from: number, reached: number): Promise<void> {
  // Raw, because Prisma would go through the whole log to find out what is referred to.
  await tx.$executeRaw`
    DELETE FROM "WorkUnitChange" WHERE "projectId" = ${projectId} AND "sequence" IN (
      SELECT old."sequence" FROM (
        SELECT "workUnitId", MAX("revision") AS "revision" FROM "WorkUnitChange"
        WHERE "projectId" = ${projectId} AND "sequence" > ${from} AND "sequence" <= ${reached} GROUP BY "workUnitId"
      ) AS newest
      JOIN "WorkUnitChange" AS old ON old."workUnitId" = newest."workUnitId" AND old."revision" < newest."revision"
      WHERE NOT EXISTS (SELECT 1 FROM "Run" WHERE "workUnitId" = old."workUnitId" AND "revision" = old."revision")
        AND NOT EXISTS (SELECT 1 FROM "AttentionItem" WHERE "workUnitId" = old."workUnitId" AND "revision" = old."revision")
        AND NOT EXISTS (SELECT 1 FROM "Dependency" WHERE "workUnitId" = old."workUnitId" AND "revision" = old."revision")
        AND NOT EXISTS (SELECT 1 FROM "Conflict" WHERE "unitAId" = old."workUnitId" AND "revisionA" = old."revision")
        AND NOT EXISTS (SELECT 1 FROM "Conflict" WHERE "unitBId" = old."workUnitId" AND "revisionB" = old."revision")
    )`
  await tx.workUnitChange.deleteMany({ where: { projectId, sequence: { gt: from, lte: reached }, kind: 'DELETED' } })
}
