/** The same as the drawing, as a list: for those who read it, and for search on the page. */
import { useSyncExternalStore } from 'react'
import type { UnitStore } from '../api/unit-store.ts'
import { common, PHASE_WORDS, STATUS_WORDS } from '../english/common.ts'
import { graph as words } from '../english/graph.ts'
import { unitAddress } from '../route.ts'
import { Tag } from '../ui/parts.tsx'
import { Signal } from '../ui/signal.tsx'
import { Table } from '../ui/table.tsx'
import { conflictInWords } from './conflicts.ts'
import type { Conflict } from './conflicts.ts'
import type { DependencyGraph, GraphUnit } from './dependency-graph.ts'

interface GraphListProps {
  readonly project: string
  readonly units: UnitStore
  readonly shown: readonly GraphUnit[]
  readonly graph: DependencyGraph
  readonly critical: readonly string[]
  readonly conflicts: readonly Conflict[]
}

export function GraphList({ project, shown, ...facts }: GraphListProps) {
  return (
    <div className="card">
      <Table
        label={words.list.label}
        items={shown}
        keyOf={({ id }) => id}
        hrefOf={({ chunk }) => unitAddress(project, chunk)}
        columns={columnsOf(facts)}
      />
    </div>
  )
}

function columnsOf({ units, graph, critical, conflicts }: Omit<GraphListProps, 'project' | 'shown'>) {
  const chunkOf = (id: string) => units.byId(id)?.chunk ?? id
  const names = (ids: readonly string[] = []) =>
    ids.length === 0 ? <Nothing /> : <span className="chunk">{ids.map(chunkOf).join(', ')}</span>
  const conflictsOf = (id: string) =>
    conflicts.flatMap((conflict) => {
      const other = conflict.workUnits.find((unit) => unit.id !== id)
      return other && conflict.workUnits.some((unit) => unit.id === id) ? [words.list.with(other.chunk, conflictInWords(conflict))] : []
    })
  return [
    {
      id: 'unit',
      title: words.list.unit,
      cell: ({ id, chunk }: GraphUnit) => <Name units={units} id={id} chunk={chunk} isCritical={critical.includes(id)} />,
    },
    { id: 'state', title: words.list.state, cell: ({ id }: GraphUnit) => <State units={units} id={id} /> },
    { id: 'before', title: words.list.waitsFor, cell: ({ id }: GraphUnit) => names(graph.before.get(id)) },
    { id: 'behind', title: words.list.waitedForBy, cell: ({ id }: GraphUnit) => names(graph.behind.get(id)) },
    { id: 'conflicts', title: words.list.conflicts, cell: ({ id }: GraphUnit) => conflictsOf(id).join('; ') || <Nothing /> },
  ]
}

function Nothing() {
  return <span className="calm">{common.none}</span>
}

function Name({ units, id, chunk, isCritical }: { units: UnitStore; id: string; chunk: string; isCritical: boolean }) {
  const unit = useLiveUnit(units, id)
  return (
    <span className="graph-list-name">
      <span>
        {unit?.title} <span className="chunk calm">{chunk}</span>
      </span>
      {isCritical ? <Tag>{words.onCriticalPath}</Tag> : null}
    </span>
  )
}

function State({ units, id }: { units: UnitStore; id: string }) {
  const unit = useLiveUnit(units, id)
  if (!unit) return null
  return (
    <span className="graph-list-state">
      <Signal status={unit.status} /> {STATUS_WORDS[unit.status]}, {PHASE_WORDS[unit.phase]}
    </span>
  )
}

function useLiveUnit(units: UnitStore, id: string) {
  return useSyncExternalStore(units.subscribe, () => units.byId(id))
}
