/** How the state of a unit is written into the change log, and read from it again. */
import type { Snapshot } from '../domain/change.ts'
import type { EndedRun } from '../domain/run.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import type { Prisma } from '../generated/sqlite/client.ts'

const TIMES = new Set([
  'statusSince',
  'notBefore',
  'createdAt',
  'updatedAt',
  'startedAt',
  'endedAt',
  'progressAt',
  'openedAt',
  'deadline',
  'answeredAt',
])

/**
 * Plain JSON. What has ended or was closed is left out, and so is what opens doors: the hash of a run token. How a run ended is told
 * beside the unit, in the one change that ended it.
 */
export function encodeSnapshot(snapshot: Snapshot): Prisma.InputJsonObject {
  const { unit } = snapshot
  const current = {
    ...unit,
    runs: unit.runs.filter((run) => run.endedAt === null).map((run) => ({ ...run, tokenHash: null })),
    attention: unit.attention.filter((item) => item.state === 'OPEN'),
  }
  return JSON.parse(JSON.stringify({ ...snapshot, unit: current }))
}

/** The runs that ended in the decision that `unit` comes from. */
export function endedRunsOf({ runs }: WorkUnit): EndedRun[] {
  return runs
    .filter((run) => run.endedAt !== null)
    .map(({ id, phase, generation, attempt, status, exitCode, failure }) => ({ id, phase, generation, attempt, status, exitCode, failure }))
}

export function decodeSnapshot(json: unknown): Snapshot {
  const snapshot = JSON.parse(JSON.stringify(json), (key, value) => (TIMES.has(key) && typeof value === 'string' ? new Date(value) : value))
  // Entries of before webhooks say nothing of runs that ended.
  return { endedRuns: [], ...snapshot }
}
