/** The queue as a list: only the rows in sight are drawn, however many items there are. */
import { useEffect, useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { Item } from '../api/attention-queue.ts'
import { attention as words } from '../english/attention.ts'
import { QueueRow } from './queue-row.tsx'

/** Of one row, in pixels; it is measured when it is drawn. */
const ROW_HEIGHT = 86

interface QueueListProps {
  readonly items: readonly Item[]
  readonly chosen: string | null
  readonly selected: ReadonlySet<string>
  readonly refusalOf: (item: Item) => string | null
  readonly isOpen: (item: Item) => boolean
  readonly onChoose: (item: Item, by: 'pointer' | 'key') => void
  readonly onStep: (step: 1 | -1) => void
  readonly onSelect: (item: Item, isSelected: boolean) => void
}

export function QueueList({ items, chosen, selected, refusalOf, isOpen, onChoose, onStep, onSelect }: QueueListProps) {
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 6,
  })
  const index = items.findIndex(({ id }) => id === chosen)
  useEffect(() => {
    if (index >= 0) virtual.scrollToIndex(index)
  }, [virtual, index])

  return (
    <div className="queue-scroll" ref={scroll}>
      <ul className="queue" aria-label={words.queue} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index: place, key, start }) => {
          const item = items[place]
          return item === undefined ? null : (
            <li
              key={key}
              data-index={place}
              ref={virtual.measureElement}
              aria-setsize={items.length}
              aria-posinset={place + 1}
              style={{ transform: `translateY(${start}px)` }}
            >
              <QueueRow
                item={item}
                isChosen={item.id === chosen}
                isSelected={selected.has(item.id)}
                isOpen={isOpen(item)}
                refusal={refusalOf(item)}
                onChoose={onChoose}
                onStep={onStep}
                onSelect={onSelect}
              />
            </li>
          )
        })}
      </ul>
    </div>
  )
}
