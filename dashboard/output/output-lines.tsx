/** The lines that are in sight, of however many there are. Whoever scrolls up wants to read: that pauses; back at the end it follows again. */
import { useEffect, useImperativeHandle, useRef } from 'react'
import type { Ref } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { output as words } from '../english/output.ts'
import { Clock } from '../ui/clock.tsx'
import type { Match } from './finder.ts'
import { LineText } from './line-text.tsx'
import type { OutputFeed, OutputState } from './output-feed.ts'
import type { TextLine } from './terminal-text.ts'

/** The height of a line that is not wrapped, as in output.css. */
const LINE_HEIGHT = 19
/** How near to the end counts as there, in pixels. */
const NEAR_END = 30
/** How near to a border of what was read one must be for more to be read, in lines. */
const NEAR_BORDER = 40
/** The sizes of lines that are long gone are forgotten at times. */
const MOST_SIZES = 50_000
/** Screen readers are told of new lines as long as these are few: nobody can listen to a flood. */
const FEW = 3

export interface LinesHandle {
  show(index: number): void
  firstInSight(): number
}

interface OutputLinesProps {
  readonly feed: OutputFeed
  readonly state: OutputState
  readonly wrap: boolean
  readonly times: boolean
  readonly wanted: string
  readonly current: Match | null
  readonly ref: Ref<LinesHandle>
}

export function OutputLines({ feed, state, wrap, times, wanted, current, ref }: OutputLinesProps) {
  const { lines, isFollowing, hasEarlier, hasLater } = state
  const box = useRef<HTMLDivElement>(null)
  const scrolled = useRef(0)
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_HEIGHT,
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 20,
    paddingStart: 8,
    paddingEnd: 8,
    anchorTo: 'end',
    followOnAppend: isFollowing,
    scrollEndThreshold: NEAR_END,
    useFlushSync: false,
  })
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0

  useEffect(() => {
    if (virtualizer.itemSizeCache.size > MOST_SIZES) virtualizer.measure()
  }, [virtualizer, lines])
  useEffect(() => virtualizer.measure(), [virtualizer, wrap, times])
  useEffect(() => {
    if (isFollowing) virtualizer.scrollToEnd()
  }, [virtualizer, isFollowing, wrap, times])
  useEffect(() => {
    if (hasEarlier && first < NEAR_BORDER) void feed.readEarlier()
  }, [feed, hasEarlier, first, lines])
  useEffect(() => {
    if (!isFollowing && hasLater && last > lines.length - NEAR_BORDER) void feed.readLater()
  }, [feed, isFollowing, hasLater, last, lines])
  useImperativeHandle(ref, () => ({
    show: (index) => virtualizer.scrollToIndex(index, { align: 'center' }),
    firstInSight: () => virtualizer.range?.startIndex ?? 0,
  }))

  const onScroll = (to: HTMLDivElement) => {
    const isUp = to.scrollTop < scrolled.current
    const isAtEnd = to.scrollHeight - to.scrollTop - to.clientHeight < NEAR_END
    scrolled.current = to.scrollTop
    if (!isUp && isAtEnd && !isFollowing && !hasLater) feed.follow()
  }
  const pauseIfScrollable = () => {
    if (isFollowing && box.current && box.current.scrollHeight > box.current.clientHeight) feed.pause()
  }

  return (
    <div
      ref={box}
      className="output-box"
      role="log"
      aria-label={words.title}
      aria-live={isFollowing && state.burst <= FEW ? 'polite' : 'off'}
      tabIndex={0}
      data-wrap={wrap}
      onScroll={(event) => onScroll(event.currentTarget)}
      // Only what a person does pauses: the box also scrolls by itself, as lines come and go.
      onWheel={({ deltaY }) => deltaY < 0 && pauseIfScrollable()}
      onTouchMove={pauseIfScrollable}
      onPointerDown={({ target }) => target === box.current && pauseIfScrollable()}
      onKeyDown={({ key }) => ['ArrowUp', 'PageUp', 'Home'].includes(key) && pauseIfScrollable()}
    >
      <div className="output-all" style={{ height: virtualizer.getTotalSize() }}>
        <div className="output-rows" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
          {items.map(({ key, index }) => {
            const line = lines[index]
            if (!line) return null
            return (
              <div key={key} ref={virtualizer.measureElement} data-index={index} className="output-line" data-stream={line.stream}>
                <Gutter line={line} before={lines[index - 1]} times={times} />
                <span className="output-text">
                  <LineText line={line} wanted={wanted} current={current?.key === line.key ? current.place : null} />
                </span>
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

/** When, and who says it: in words where that changes. */
function Gutter({ line, before, times }: { line: TextLine; before: TextLine | undefined; times: boolean }) {
  return (
    <span className="output-gutter">
      {times ? <Clock at={line.at} seconds /> : null}
      <span className="output-stream">{before?.stream === line.stream ? null : words.streams[line.stream]}</span>
    </span>
  )
}
