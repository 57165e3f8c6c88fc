/**
 * Deletes a work unit, and never its work. Git is asked outside of the transaction, because nobody is to wait for it: so
 * what it said counts only for the revision that it was asked about, and the worktree goes after the rows have gone.
 */
import { SignalboxError } from '../domain/errors.ts'
import type { Project } from '../domain/project.ts'
import { apply } from '../domain/transitions.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import type { Committed } from '../store/commit.ts'
import type { Caller, Services } from './context.ts'
import { expectRevision, receiptFor } from './request.ts'
import type { UnitInput } from './work-unit.ts'

export interface DeleteWorkUnitInput extends UnitInput {
  readonly force?: boolean | null | undefined
}

export type Deleted = Committed<{ workUnitId: string; backupRef: string | null }>

/** A unit that may be deleted, whose work is on the base branch or in a backup ref. */
interface Safe {
  readonly project: Project
  readonly unit: WorkUnit
  readonly backupRef: string | null
}

/** Leaves the transaction, without a trace, to look at the unit's worktree. */
class NotLookedAt extends Error {
  readonly project: Project
  readonly unit: WorkUnit

  constructor(project: Project, unit: WorkUnit) {
    super(`'${unit.chunk}' was not looked at in revision ${unit.revision}.`)
    this.project = project
    this.unit = unit
  }
}

/** Refuses UNMERGED_WORK unless forced; then `backupRef` keeps the work. A unit that changes meanwhile is looked at again. */
export async function deleteWorkUnit(services: Services, caller: Caller, input: DeleteWorkUnitInput): Promise<Deleted> {
  let safe: Safe | null = null
  for (;;) {
    try {
      return await deleteSafely(services, caller, input, safe)
    } catch (error) {
      if (!(error instanceof NotLookedAt)) throw error
      safe = await makeSafe(services, error, input.force ?? false)
    }
  }
}

async function deleteSafely(services: Services, caller: Caller, input: DeleteWorkUnitInput, safe: Safe | null): Promise<Deleted> {
  // Stays false for a repeat that gets its first answer: the chunk may be in use again.
  let decided = false
  const committed = await services.store.commit(
    { project: input.project, actor: caller.name, receipt: receiptFor(caller, 'deleteWorkUnit', input) },
    async (reader) => {
      const unit = await reader.chunk(input.chunk)
      expectRevision(unit, input.expectedRevision)
      apply(unit, { type: 'delete' }, reader.at)
      if (safe?.unit.id !== unit.id || safe.unit.revision !== unit.revision) throw new NotLookedAt(reader.project, unit)
      decided = true
      const reason = safe.backupRef ? `deleted; its work remains at ${safe.backupRef}` : 'deleted'
      return { writes: [], deletes: [{ unit, reason }], result: { workUnitId: unit.id, backupRef: safe.backupRef } }
    },
  )
  // Waited for, so that whoever injects the chunk again finds no worktree of the old one.
  if (decided && safe) await services.repositories.discard(safe.project, safe.unit).catch(services.onError)
  return committed
}

async function makeSafe({ repositories }: Services, { project, unit }: NotLookedAt, force: boolean): Promise<Safe> {
  if (force) return { project, unit, backupRef: await repositories.backup(project, unit) }
  const { uncommitted, unmergedCommits } = await repositories.unmergedWork(project, unit)
  if (uncommitted.length === 0 && unmergedCommits === 0) return { project, unit, backupRef: null }
  const parts = [
    ...(unmergedCommits > 0 ? [`${unmergedCommits} commit(s) that are not on ${project.baseBranch}`] : []),
    ...(uncommitted.length > 0 ? [`uncommitted changes in ${uncommitted.slice(0, 5).join(', ')}`] : []),
  ]
  throw new SignalboxError(
    'UNMERGED_WORK',
    `Deleting '${unit.chunk}' would lose ${parts.join(' and ')}. Delete with force to keep them in a backup ref only.`,
    'force',
  )
}
