/** A status or a block to look at alone, with how many units stand there: chosen or not. It is drawn anew only when that changes. */
import { memo } from 'react'
import { ToggleButton } from 'react-aria-components'
import type { Status } from '../api/board.ts'
import { track as words } from '../english/track.ts'
import { Signal } from '../ui/signal.tsx'

interface ChipProps<Value extends string> {
  readonly kind: 'chip' | 'block-head'
  readonly value: Value
  readonly name: string
  /** Where there is little room for the name. */
  readonly short?: string
  readonly signal?: Status
  readonly count: number
  readonly isChosen: boolean
  readonly onToggle: (value: Value) => void
}

function PlainChip<Value extends string>({ kind, value, name, short, signal, count, isChosen, onToggle }: ChipProps<Value>) {
  return (
    <ToggleButton className={kind} isSelected={isChosen} onChange={() => onToggle(value)} data-empty={count === 0 || undefined}>
      {signal ? (
        <span aria-hidden="true">
          <Signal status={signal} />
        </span>
      ) : null}
      <span className="chip-name">{name}</span>
      {short ? (
        <span className="chip-short" aria-hidden="true">
          {short}
        </span>
      ) : null}{' '}
      <span className="chip-count">{count}</span> <span className="unseen">{words.unit(count)}</span>
    </ToggleButton>
  )
}

export const Chip = memo(PlainChip) as typeof PlainChip
