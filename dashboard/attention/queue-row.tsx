/** One item of the queue: what kind, which unit, since when, how much waits behind it. Arrow keys go to its neighbours. */
import { useEffect, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { Button } from 'react-aria-components'
import type { Item } from '../api/attention-queue.ts'
import { attention as words, selection } from '../english/attention.ts'
import { Ago } from '../ui/clock.tsx'
import { Checkbox } from '../ui/field.tsx'
import { Tag } from '../ui/parts.tsx'
import { canRetry, KINDS } from './kinds.ts'

interface QueueRowProps {
  readonly item: Item
  readonly isChosen: boolean
  readonly isSelected: boolean
  readonly isOpen: boolean
  readonly refusal: string | null
  readonly onChoose: (item: Item, by: 'pointer' | 'key') => void
  readonly onStep: (step: 1 | -1) => void
  readonly onSelect: (item: Item, isSelected: boolean) => void
}

export function QueueRow({ item, isChosen, isSelected, isOpen, refusal, onChoose, onStep, onSelect }: QueueRowProps) {
  const { kind, prompt, workUnit, openedAt, blockedCount } = item
  const button = useRef<HTMLButtonElement>(null)
  const Icon = KINDS[kind].icon

  // The focus goes with the choice, where it is in the list already.
  useEffect(() => {
    const list = button.current?.closest('.queue')
    if (isChosen && list?.contains(document.activeElement)) button.current?.focus()
  }, [isChosen])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    onStep(event.key === 'ArrowDown' ? 1 : -1)
  }

  return (
    <div className="queue-row" data-chosen={isChosen || undefined} data-closed={!isOpen || undefined} onKeyDown={onKeyDown}>
      <span className="queue-icon">
        <Icon aria-hidden="true" size={18} strokeWidth={2.1} />
      </span>
      <Button
        ref={button}
        className="queue-choose"
        aria-current={isChosen ? 'true' : undefined}
        onPress={({ pointerType }) => onChoose(item, pointerType === 'keyboard' ? 'key' : 'pointer')}
      >
        <span className="queue-line">
          <span className="attention-kind">{words.kinds[kind]}</span>
          <span className="queue-ago">
            <Ago at={openedAt} />
          </span>
        </span>
        <span className="queue-title">{workUnit.title}</span>
        <span className="queue-line">
          <span className="queue-prompt">{prompt}</span>
          {refusal === null ? null : <Tag tone="blocked">{words.refused}</Tag>}
          {isOpen ? null : <Tag>{words.closed}</Tag>}
          {blockedCount > 0 && isOpen ? <Tag tone="attention">{words.waitBehindShort(blockedCount)}</Tag> : null}
        </span>
      </Button>
      {canRetry(item) ? (
        <Checkbox
          label={selection.select(workUnit.title)}
          isSelected={isSelected}
          isDisabled={!isOpen}
          onChange={(selected) => onSelect(item, selected)}
        />
      ) : (
        <span className="queue-no-box" />
      )}
    </div>
  )
}
