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

export function GraphList({ shown, graph, critical, conflicts }: GraphListProps) {
  const { key, units } = useProject()
  const onPath = new Set(critical)
  const names = (ids: readonly string[] = []) => {
    if (ids.length === 0) return <span className="calm">{common.none}</span>
    return <span className="chunk">{ids.map((id) => units.byId(id)?.chunk ?? id).join(', ')}</span>
  }
  const conflictsOf = (id: string) =>
    conflicts.flatMap((conflict) => {
      const other = conflict.workUnits.find((unit) => unit.id !== id)
      return other && conflict.workUnits.some((unit) => unit.id === id) ? [words.list.with(other.chunk, conflictInWords(conflict))] : []
    })

  return (
    <div className="card">
      <Table
        label={words.list.label}
        items={shown}
        keyOf={({ id }) => id}
        hrefOf={({ chunk }) => unitAddress(key, chunk)}
        columns={[
          { id: 'unit', title: words.list.unit, cell: ({ id, chunk }) => <Name id={id} chunk={chunk} isCritical={onPath.has(id)} /> },
          { id: 'state', title: words.list.state, cell: ({ id }) => <State id={id} /> },
          { id: 'before', title: words.list.waitsFor, cell: ({ id }) => names(graph.before.get(id)) },
          { id: 'behind', title: words.list.waitedForBy, cell: ({ id }) => names(graph.behind.get(id)) },
          {
            id: 'conflicts',
            title: words.list.conflicts,
            cell: ({ id }) => conflictsOf(id).join('; ') || <span className="calm">{common.none}</span>,
          },
        ]}
      />
    </div>
  )
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
