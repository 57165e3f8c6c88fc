/** The same as the drawing, as a list: for those who read it, and for search on the page. */
import { useSyncExternalStore } from 'react'
import { useProject } from '../api/project-context.ts'
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
  readonly shown: readonly GraphUnit[]
  readonly graph: DependencyGraph
  readonly critical: readonly string[]
  readonly conflicts: readonly Conflict[]
}

export function GraphList({ shown, ...facts }: GraphListProps) {
  const { key, units } = useProject()
  return (
    <div className="card">
      <Table
        label={words.list.label}
        items={shown}
        keyOf={({ id }) => id}
        hrefOf={({ chunk }) => unitAddress(key, chunk)}
        columns={columnsOf(facts, (id) => units.byId(id)?.chunk ?? id)}
      />
    </div>
  )
}

function columnsOf({ graph, critical, conflicts }: Omit<GraphListProps, 'shown'>, chunkOf: (id: string) => string) {
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
      cell: ({ id, chunk }: GraphUnit) => <Name id={id} chunk={chunk} isCritical={critical.includes(id)} />,
    },
    { id: 'state', title: words.list.state, cell: ({ id }: GraphUnit) => <State id={id} /> },
    { id: 'before', title: words.list.waitsFor, cell: ({ id }: GraphUnit) => names(graph.before.get(id)) },
    { id: 'behind', title: words.list.waitedForBy, cell: ({ id }: GraphUnit) => names(graph.behind.get(id)) },
    { id: 'conflicts', title: words.list.conflicts, cell: ({ id }: GraphUnit) => conflictsOf(id).join('; ') || <Nothing /> },
  ]
}

function Nothing() {
  return <span className="calm">{common.none}</span>
}

function Name({ id, chunk, isCritical }: { id: string; chunk: string; isCritical: boolean }) {
  const unit = useLiveUnit(id)
  return (
    <span className="graph-list-name">
      <span>
        {unit?.title} <span className="chunk calm">{chunk}</span>
      </span>
      {isCritical ? <Tag>{words.onCriticalPath}</Tag> : null}
    </span>
  )
}

function State({ id }: { id: string }) {
  const unit = useLiveUnit(id)
  if (!unit) return null
  return (
    <span className="graph-list-state">
      <Signal status={unit.status} /> {STATUS_WORDS[unit.status]}, {PHASE_WORDS[unit.phase]}
    </span>
  )
}

function useLiveUnit(id: string) {
  const { units } = useProject()
  return useSyncExternalStore(units.subscribe, () => units.byId(id))
}
