/** Which unit stands in which column, and in which order: urgent first. */
import type { Card, Phase, Status } from '../api/board.ts'

export interface Lane {
  /** DONE is a lane of its own after the phases. */
  readonly name: Phase | 'DONE'
  readonly units: readonly Card[]
}

const URGENCY: Record<Status, number> = { NEEDS_ATTENTION: 0, RUNNING: 1, BLOCKED: 3, READY: 2, DONE: 4 }
const ALL_PHASES: readonly Phase[] = ['GOAL', 'PLAN', 'IMPLEMENT', 'REBASE', 'REVIEW', 'COMPLETE']

/** The project's phases in order, any other phase in which a unit still stands, and DONE. */
export function lanesOf(phases: readonly Phase[], units: readonly Card[]): Lane[] {
  const open = units.filter((unit) => unit.status !== 'DONE')
  const used = ALL_PHASES.filter((phase) => phases.includes(phase) || open.some((unit) => unit.phase === phase))
  const done = units.filter((unit) => unit.status === 'DONE').toSorted((a, b) => b.statusSince.localeCompare(a.statusSince))
  return [
    ...used.map((phase): Lane => ({ name: phase, units: open.filter((unit) => unit.phase === phase).toSorted(byUrgency) })),
    { name: 'DONE', units: done },
  ]
}

function byUrgency(a: Card, b: Card): number {
  return URGENCY[a.status] - URGENCY[b.status] || b.priority - a.priority || a.createdAt.localeCompare(b.createdAt)
}
