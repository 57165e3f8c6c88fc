/** One line in the log for each change that this server has committed. The change log is the record; this is its trace where it was written. */
import type { Logger } from 'pino'
import { currentRun } from '../domain/work-unit.ts'
import type { CommittedChange, StoreObserver } from '../store/observer.ts'
import type { Line } from './fields.ts'

export function logChanges(log: Logger): StoreObserver {
  return {
    committed(project, changes) {
      for (const change of changes) log.info(lineOf(project, change), 'changed')
    },
  }
}

function lineOf(project: string, { change, before, after }: CommittedChange): Line {
  const { sequence, revision, chunk, kind, actor, previousStatus, previousPhase, reason } = change
  // The run that a change ends is open before it, and not after it.
  const run = (after && currentRun(after)) ?? (before && currentRun(before))
  return {
    project,
    chunk,
    run: run?.id,
    actor,
    sequence,
    revision,
    kind,
    ...(previousStatus && { previousStatus }),
    status: after?.status,
    ...(previousPhase && { previousPhase }),
    phase: after?.phase,
    reason,
  }
}
