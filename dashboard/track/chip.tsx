/** Something to look at alone, with how many units it has: chosen or not. */
import type { ReactNode } from 'react'
import { ToggleButton } from 'react-aria-components'
import { track as words } from '../english/track.ts'

interface ChipProps {
  readonly name: string
  readonly count: number
  readonly isChosen: boolean
  readonly onToggle: () => void
  readonly className: string
  readonly children: ReactNode
}

export function Chip({ name, count, isChosen, onToggle, className, children }: ChipProps) {
  return (
    <ToggleButton
      className={className}
      aria-label={words.chip(name, count)}
      isSelected={isChosen}
      onChange={onToggle}
      data-empty={count === 0 || undefined}
    >
      {children}
      <span className="chip-count">{count}</span>
    </ToggleButton>
  )
}
