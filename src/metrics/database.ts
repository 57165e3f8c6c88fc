/** What the database knows, read when somebody asks: true also for what other servers on it have done. */
import { Gauge, type Registry } from 'prom-client'
import { ATTENTION_KINDS } from '../domain/attention.ts'
import type { RunStatus } from '../domain/run.ts'
import { STATUSES } from '../domain/work-unit.ts'
import type { ReadClient } from '../store/clients.ts'

const OPEN_RUN_STATUSES: readonly RunStatus[] = ['STARTING', 'RUNNING', 'WAITING']

/** Returns what reads them. */
export function createDatabaseMetrics(registry: Registry): (read: ReadClient) => Promise<void> {
  const registers = [registry]
  const units = new Gauge({
    name: 'signalbox_work_units',
    help: 'Work units by project and status.',
    labelNames: ['project', 'status'],
    registers,
  })
  const heads = new Gauge({
    name: 'signalbox_change_log_head',
    help: 'The sequence of the newest change of a project.',
    labelNames: ['project'],
    registers,
  })
  const runs = new Gauge({
    name: 'signalbox_runs_open',
    help: 'Runs that have not ended, by status.',
    labelNames: ['status'],
    registers,
  })
  const attention = new Gauge({
    name: 'signalbox_attention_open',
    help: 'Open attention items by kind.',
    labelNames: ['kind'],
    registers,
  })

  return async (read) => {
    const [projects, unitCounts, runCounts, attentionCounts] = await Promise.all([
      read.project.findMany({ select: { id: true, key: true, sequence: true } }),
      read.workUnit.groupBy({ by: ['projectId', 'status'], _count: true }),
      read.run.groupBy({ by: ['status'], where: { endedAt: null }, _count: true }),
      read.attentionItem.groupBy({ by: ['kind'], where: { state: 'OPEN' }, _count: true }),
    ])
    for (const gauge of [units, heads, runs, attention]) gauge.reset()

    for (const { id, key: project, sequence } of projects) {
      heads.set({ project }, sequence)
      const counts = new Map(unitCounts.filter(({ projectId }) => projectId === id).map(({ status, _count }) => [status, _count]))
      for (const status of STATUSES) units.set({ project, status }, counts.get(status) ?? 0)
    }
    const openRuns = new Map(runCounts.map(({ status, _count }) => [status, _count]))
    for (const status of OPEN_RUN_STATUSES) runs.set({ status }, openRuns.get(status) ?? 0)
    const open = new Map(attentionCounts.map(({ kind, _count }) => [kind, _count]))
    for (const kind of ATTENTION_KINDS) attention.set({ kind }, open.get(kind) ?? 0)
  }
}
