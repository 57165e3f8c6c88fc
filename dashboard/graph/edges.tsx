/** The two kinds of lines: what waits for what, and what is in conflict. */
import { memo, useContext } from 'react'
import { EdgeLabelRenderer } from '@xyflow/react'
import type { Edge, EdgeProps } from '@xyflow/react'
import { TriangleAlert } from 'lucide-react'
import type { Point } from './geometry.ts'
import { arrowHead, bowPath, leftOf, rightOf, trackPath } from './lines.ts'
import { edgeMark, PointedContext } from './marks.ts'

/** The corners of the two units, so that the lines need no measuring. */
interface Ends extends Record<string, unknown> {
  readonly from: Point
  readonly to: Point
}
export type WaitEdge = Edge<Ends & { readonly bends: readonly Point[]; readonly isCritical: boolean }, 'wait'>
export type ConflictEdge = Edge<Ends & { readonly label: string; readonly isOpen: boolean }, 'conflict'>

export const EDGE_TYPES = { wait: memo(Wait), conflict: memo(InConflict) }

function Wait({ source, target, data }: EdgeProps<WaitEdge>) {
  const mark = edgeMark(useContext(PointedContext), source, target)
  if (!data) return null
  const end = leftOf(data.to)
  return (
    <g className="graph-wait" data-mark={mark ?? undefined} data-critical={data.isCritical || undefined}>
      <path d={trackPath(rightOf(data.from), data.bends, end)} />
      <path d={arrowHead(end)} />
    </g>
  )
}

function InConflict({ source, target, data }: EdgeProps<ConflictEdge>) {
  const pointed = useContext(PointedContext)
  if (!data) return null
  const touches = pointed === null || pointed.id === source || pointed.id === target
  const { path, middle } = bowPath(data.from, data.to)
  return (
    <g className="graph-conflict" data-mark={touches ? undefined : 'other'} data-open={data.isOpen}>
      <path d={path} />
      <EdgeLabelRenderer>
        <span
          className="graph-conflict-label"
          data-open={data.isOpen}
          data-mark={touches ? undefined : 'other'}
          style={{ transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)` }}
        >
          <TriangleAlert size={12} aria-hidden="true" />
          {data.label}
        </span>
      </EdgeLabelRenderer>
    </g>
  )
}
