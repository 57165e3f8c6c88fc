/** The drawing: laid out anew when units or lines come and go, while what changes about a unit changes in its place. */
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Position, ReactFlow, useReactFlow, useStoreApi } from '@xyflow/react'
import type { Node } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import type { UnitStore } from '../api/unit-store.ts'
import { graph as words } from '../english/graph.ts'
import { Notice } from '../ui/parts.tsx'
import { conflictInWords } from './conflicts.ts'
import type { Conflict } from './conflicts.ts'
import { reach } from './dependency-graph.ts'
import type { DependencyGraph } from './dependency-graph.ts'
import { EDGE_TYPES } from './edges.tsx'
import type { ConflictEdge, WaitEdge } from './edges.tsx'
import { edgeKey, NODE } from './geometry.ts'
import type { Point, Shape } from './geometry.ts'
import { DrawingContext, FocusContext, PointedContext } from './marks.ts'
import type { Drawing as DrawingParts } from './marks.ts'
import { nextUnit } from './next-unit.ts'
import { UnitNode } from './unit-node.tsx'
import { useLayout } from './use-layout.ts'

const NODE_TYPES = { unit: UnitNode }
/** Of more, only those in sight are in the page, and Tab goes to these. */
const ALL_DRAWN = 120
/** At first a large graph is not shrunk until nothing can be read. */
const FIRST_FIT = { padding: 0.08, maxZoom: 1, minZoom: 0.5 }
const MIDDLE = NODE.height / 2
const HANDLES = [
  { type: 'target' as const, position: Position.Left, x: 0, y: MIDDLE, width: 1, height: 1 },
  { type: 'source' as const, position: Position.Right, x: NODE.width, y: MIDDLE, width: 1, height: 1 },
]

interface DrawingProps {
  readonly project: string
  readonly units: UnitStore
  readonly shape: Shape
  readonly graph: DependencyGraph
  /** In the order of the work. */
  readonly critical: readonly string[]
  readonly conflicts: readonly Conflict[]
  /** What is looked at: when it is another, the view is fitted anew. */
  readonly view: string
  readonly onAround: (chunk: string) => void
}

/** Each unit follows its own changes: this is drawn anew for none of them. */
export const Drawing = memo(function Drawing({ project, units, shape, graph, critical, conflicts, view, onAround }: DrawingProps) {
  const { laidOut, problem } = useLayout(shape)
  const flow = useReactFlow()
  const store = useStoreApi()
  const [pointedAt, point] = useState<string | null>(null)
  const [focused, setFocused] = useState<string | null>(null)

  const pointed = useMemo(
    () => (pointedAt === null ? null : { id: pointedAt, before: reach(graph.before, pointedAt), behind: reach(graph.behind, pointedAt) }),
    [graph, pointedAt],
  )
  const nodes = useMemo(
    () =>
      laidOut?.shape.nodes.flatMap((id) => {
        const place = laidOut.layout.places.get(id)
        return place ? [asNode(id, place)] : []
      }) ?? [],
    [laidOut],
  )
  const edges = useMemo<(WaitEdge | ConflictEdge)[]>(() => {
    const places = laidOut?.layout.places
    if (!places) return []
    const onPath = new Set(critical.slice(1).map((id, index) => edgeKey(critical[index] ?? '', id)))
    const waits = laidOut.shape.edges.flatMap(([source, target]): WaitEdge[] => {
      const [key, from, to] = [edgeKey(source, target), places.get(source), places.get(target)]
      if (!from || !to) return []
      const data = { from, to, bends: laidOut.layout.bends.get(key) ?? [], isCritical: onPath.has(key) }
      return [{ id: key, type: 'wait', source, target, zIndex: data.isCritical ? 1 : 0, data }]
    })
    return [...waits, ...conflicts.flatMap((conflict) => conflictEdge(conflict, places))]
  }, [laidOut, conflicts, critical])

  const reveal = useCallback(
    (id: string) => {
      const place = laidOut?.layout.places.get(id)
      if (!place) return
      const { x, y, zoom } = flow.getViewport()
      const { width, height } = store.getState()
      const [left, top] = [place.x * zoom + x, place.y * zoom + y]
      if (left >= 0 && top >= 0 && left + NODE.width * zoom <= width && top + NODE.height * zoom <= height) return
      void flow.setCenter(place.x + NODE.width / 2, place.y + MIDDLE, { zoom: Math.max(zoom, 0.6) })
    },
    [flow, store, laidOut],
  )
  const parts = useMemo<DrawingParts>(
    () => ({
      project,
      units,
      critical: new Set(critical),
      point,
      reveal,
      step: (id, arrow) => {
        const next = laidOut && nextUnit(graph, laidOut, id, arrow)
        if (!next) return
        reveal(next)
        setFocused(next)
      },
      showAround: onAround,
    }),
    [project, units, critical, reveal, graph, laidOut, onAround],
  )

  const fitted = useRef<string | null>(null)
  useEffect(() => {
    if (laidOut?.shape !== shape || fitted.current === view) return
    fitted.current = view
    void flow.fitView(FIRST_FIT)
  }, [laidOut, shape, view, flow])

  return (
    <DrawingContext value={parts}>
      <PointedContext value={pointed}>
        <FocusContext value={focused}>
          {problem === null ? null : <Notice tone="problem">{words.layoutFailed(problem)}</Notice>}
          <div className="graph-canvas" data-pointed={pointed !== null || undefined} onBlur={() => setFocused(null)}>
            {laidOut || problem !== null ? null : <p className="calm graph-waiting">{words.layingOut}</p>}
            <ReactFlow
              aria-label={words.canvas}
              nodes={nodes}
              edges={edges}
              nodeTypes={NODE_TYPES}
              edgeTypes={EDGE_TYPES}
              onlyRenderVisibleElements={nodes.length > ALL_DRAWN}
              minZoom={0.05}
              maxZoom={1.6}
              nodesDraggable={false}
              nodesConnectable={false}
              nodesFocusable={false}
              edgesFocusable={false}
              elementsSelectable={false}
              zoomOnDoubleClick={false}
              disableKeyboardA11y
            />
          </div>
        </FocusContext>
      </PointedContext>
    </DrawingContext>
  )
})

function asNode(id: string, position: Point): Node {
  return { id, type: 'unit', position, ...NODE, measured: NODE, handles: HANDLES, data: {} }
}

function conflictEdge(conflict: Conflict, places: ReadonlyMap<string, Point>): ConflictEdge[] {
  const [source, target] = conflict.workUnits.map(({ id }) => id)
  if (source === undefined || target === undefined) return []
  const [from, to] = [places.get(source), places.get(target)]
  if (!from || !to) return []
  const data = { from, to, label: conflictInWords(conflict), isOpen: conflict.resolution === null }
  return [{ id: conflict.id, type: 'conflict', source, target, zIndex: 2, data }]
}
