/** A unit in the drawing: a link to its page, with its state as the feed has it. */
import { memo, useContext, useEffect, useRef, useSyncExternalStore } from 'react'
import type { KeyboardEvent } from 'react'
import { Handle, Position } from '@xyflow/react'
import { CircleDot, Hand } from 'lucide-react'
import { PHASE_WORDS, STATUS_WORDS } from '../english/common.ts'
import { graph as words } from '../english/graph.ts'
import { unitAddress } from '../route.ts'
import { Signal } from '../ui/signal.tsx'
import { DrawingContext, FocusContext, markOf, PointedContext } from './marks.ts'
import type { Arrow } from './next-unit.ts'

export const UnitNode = memo(function UnitNode({ id }: { id: string }) {
  const drawing = useContext(DrawingContext)
  if (!drawing) throw new Error('UnitNode is for the drawing of the graph.')
  const { project, units, critical, point, reveal, step, showAround } = drawing
  const unit = useSyncExternalStore(units.subscribe, () => units.byId(id))
  const mark = markOf(useContext(PointedContext), id)
  const hasFocus = useContext(FocusContext) === id
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (hasFocus) link.current?.focus({ preventScroll: true })
  }, [hasFocus])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'o' && unit) showAround(unit.chunk)
    else if (isArrow(event.key)) step(id, event.key)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  // Gone a moment ago: the next layout leaves its place out.
  if (!unit) return null
  return (
    <div className="graph-unit" data-status={unit.status} data-mark={mark ?? undefined} data-critical={critical.has(id) || undefined}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <a
        ref={link}
        href={unitAddress(project, unit.chunk)}
        draggable={false}
        onPointerEnter={() => point(id)}
        onPointerLeave={() => point(null)}
        onFocus={({ currentTarget }) => {
          point(id)
          if (currentTarget.matches(':focus-visible')) reveal(id)
        }}
        onBlur={() => point(null)}
        onKeyDown={onKeyDown}
      >
        <Signal status={unit.status} />
        <span className="graph-unit-title">{unit.title}</span>
        <span className="graph-unit-facts">
          <span className="chunk">{unit.chunk}</span>
          {unit.held ? <Hand aria-hidden="true" size={13} /> : null}
          <span className="graph-unit-phase">{unit.status === 'DONE' ? STATUS_WORDS.DONE : PHASE_WORDS[unit.phase]}</span>
        </span>
        {critical.has(id) ? <span className="unseen">{words.onCriticalPath}</span> : null}
      </a>
      <button
        type="button"
        tabIndex={-1}
        className="graph-unit-around"
        title={words.aroundThis(unit.chunk)}
        onClick={() => showAround(unit.chunk)}
      >
        <CircleDot size={13} aria-hidden="true" />
        <span className="unseen">{words.aroundThis(unit.chunk)}</span>
      </button>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  )
})

function isArrow(key: string): key is Arrow {
  return key.startsWith('Arrow')
}
