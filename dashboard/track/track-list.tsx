/** The units below each other, of which only those in sight are in the page; walked with the arrow keys. */
import { memo, useCallback, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent, Ref } from 'react'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import type { Range } from '@tanstack/react-virtual'
import type { UnitStore } from '../api/unit-store.ts'
import { track as words } from '../english/track.ts'
import type { Group } from './arrange.ts'
import { GroupHeading } from './group-heading.tsx'
import { Lines } from './lines.ts'
import type { Step } from './lines.ts'
import { RailLines } from './rail-lines.tsx'
import { railsOf } from './rails.ts'
import { UnitLine } from './unit-line.tsx'
import { useLayout } from './use-layout.ts'
import type { Block, Density } from './view.ts'

export interface TrackListHandle {
  /** Moves the focus among the units. */
  readonly go: (step: Step) => void
}

interface TrackListProps {
  readonly project: string
  readonly units: UnitStore
  readonly groups: readonly Group[]
  readonly blocks: readonly Block[]
  readonly density: Density
  readonly onFold: (group: Group) => void
  readonly handle: Ref<TrackListHandle>
}

const STEPS: Readonly<Record<string, Step>> = {
  ArrowDown: 'down',
  ArrowUp: 'up',
  Home: 'first',
  End: 'last',
}
const ACROSS: Readonly<Record<string, Step>> = { ArrowRight: 'next', ArrowLeft: 'previous' }

/** The scrolling part of the frame (see track.css). */
const scroller = () => document.getElementById('page')

export const TrackList = memo(function TrackList({ project, units, groups, blocks, density, onFold, handle }: TrackListProps) {
  const list = useRef<HTMLDivElement>(null)
  const { columns, line: height, offset, heads } = useLayout(list, density)
  const lines = useMemo(() => new Lines(groups, columns), [groups, columns])
  const rails = useMemo(() => (density === 'rows' ? railsOf(lines) : []), [density, lines])

  const [focused, setFocused] = useState<string | null>(null)
  const [pointed, setPointed] = useState<string | null>(null)
  const focusedLine = useMemo(() => lines.find(focused)?.line, [lines, focused])
  const stop = focusedLine === undefined ? lines.keyAt(0) : focused
  const virtualizer = useVirtualizer({
    count: lines.count,
    getScrollElement: scroller,
    estimateSize: useCallback(() => height, [height]),
    // Another function for another height: only then, and for another number of lines, are their places computed anew.
    getItemKey: useCallback((index: number) => `${height} ${index}`, [height]),
    // What has the focus stays in the page, or it would lose it.
    rangeExtractor: useCallback(
      (range: Range) => {
        const shown = defaultRangeExtractor(range)
        return focusedLine === undefined || shown.includes(focusedLine) ? shown : [...shown, focusedLine].toSorted((a, b) => a - b)
      },
      [focusedLine],
    ),
    overscan: 6,
    scrollMargin: offset,
    scrollPaddingStart: heads,
  })
  const shown = virtualizer.getVirtualItems()

  const wanted = useRef<string | null>(null)
  useLayoutEffect(() => {
    if (wanted.current === null) return
    const target = list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(wanted.current)}"]`)
    if (!target) return
    wanted.current = null
    target.focus({ preventScroll: true })
  })
  const go = (step: Step) => {
    const key = lines.step(focused, step)
    if (key === undefined) return
    wanted.current = key
    setFocused(key)
    // To the very top, with what is above the list, for the first one.
    if (key === lines.keyAt(0)) virtualizer.scrollToOffset(0)
    else virtualizer.scrollToIndex(lines.find(key)?.line ?? 0, { align: 'auto' })
    // The one that has the focus already is not rendered again.
    list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true })
  }
  useImperativeHandle(handle, () => ({ go }))
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key] ?? (density === 'overview' ? ACROSS[event.key] : undefined)
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return
    event.preventDefault()
    go(step)
  }
  return (
    <div
      ref={list}
      className="track-list"
      role="list"
      aria-label={words.list}
      data-density={density}
      style={{ height: virtualizer.getTotalSize(), '--columns': columns, '--blocks': blocks.length } as object}
      onKeyDown={onKeyDown}
      onFocus={({ target }) => setFocused(keyOf(target))}
      onPointerOver={({ target }) => setPointed(keyOf(target))}
      onPointerLeave={() => setPointed(null)}
    >
      <RailLines
        rails={rails}
        height={height}
        first={shown[0]?.index ?? 0}
        last={shown.at(-1)?.index ?? 0}
        lit={pointed ?? (focusedLine === undefined ? null : focused)}
      />
      {shown.map(({ index }) => {
        const line = lines.line(index)
        if (!line) return null
        const { key, heading, cards, depth, at } = line
        return (
          <div key={key} className="line" role="presentation" style={{ height, transform: `translateY(${index * height}px)` }}>
            {heading ? (
              <div role="listitem" aria-posinset={at + 1} aria-setsize={lines.size}>
                <GroupHeading group={heading} isStop={stop === key} onFold={onFold} />
              </div>
            ) : null}
            {cards.map(({ id }, column) => (
              <div key={id} role="listitem" aria-posinset={at + column + 1} aria-setsize={lines.size}>
                <UnitLine project={project} units={units} id={id} depth={depth} blocks={blocks} density={density} isStop={stop === id} />
              </div>
            ))}
          </div>
        )
      })}
    </div>
  )
})

function keyOf(target: EventTarget): string | null {
  return (target instanceof Element ? target.closest<HTMLElement>('[data-key]')?.dataset['key'] : null) ?? null
}
