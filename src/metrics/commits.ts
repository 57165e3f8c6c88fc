/** What is counted at a commit: how long it took, and what it means for runs. */
import { Counter, Histogram, type Registry } from 'prom-client'
import type { WorkUnit } from '../domain/work-unit.ts'
import type { CommittedChange, StoreObserver } from '../store/observer.ts'

/** In seconds: a flush to the disk takes one of the first, a database that is away one of the last. */
const COMMIT_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** In seconds, from a free slot to a working day. */
const WAIT_BUCKETS = [0.05, 0.25, 1, 5, 15, 60, 300, 900, 3_600, 14_400, 28_800]

export function createCommitMetrics(registry: Registry): StoreObserver {
  const registers = [registry]
  const commits = new Histogram({
    name: 'signalbox_commit_duration_seconds',
    help: 'How long a transaction that changed work units took, from its turn in the project to its commit.',
    buckets: COMMIT_BUCKETS,
    registers,
  })
  const waits = new Histogram({
    name: 'signalbox_dispatch_wait_seconds',
    help: 'How long a unit was READY, and not deferred, before it was dispatched.',
    labelNames: ['project'],
    buckets: WAIT_BUCKETS,
    registers,
  })
  const runs = new Counter({
    name: 'signalbox_runs_ended_total',
    help: 'Runs that have ended, by how they ended.',
    labelNames: ['project', 'outcome'],
    registers,
  })
  return {
    committed(project, changes, seconds) {
      commits.observe(seconds)
      for (const change of changes) {
        for (const outcome of outcomesOf(change)) runs.inc({ project, outcome })
        const wait = waitOf(change)
        if (wait !== null) waits.observe({ project }, wait)
      }
    },
  }
}

/** How the runs ended that this change ended: a unit has no others that have. */
function outcomesOf({ after }: CommittedChange): string[] {
  return (after?.runs ?? []).filter(({ endedAt }) => endedAt !== null).map(({ status }) => status)
}

/** For how many seconds a unit that this change dispatched could have been; null for any other change. */
function waitOf({ before, after, change }: CommittedChange): number | null {
  if (before?.status !== 'READY' || after?.status !== 'RUNNING') return null
  return Math.max(0, change.at.getTime() - dispatchableSince(before)) / 1_000
}

function dispatchableSince({ statusSince, notBefore }: WorkUnit): number {
  return Math.max(statusSince.getTime(), notBefore?.getTime() ?? 0)
}
