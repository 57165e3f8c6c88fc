/** Searches what is there of the output: Enter goes to the next place, Shift and Enter to the one before. */
import type { RefObject } from 'react'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { Input, SearchField } from 'react-aria-components'
import { output as words } from '../english/output.ts'
import { Button } from '../ui/button.tsx'

interface OutputSearchProps {
  readonly text: string
  readonly onChange: (text: string) => void
  /** Counted from 1; null where one is at none. */
  readonly current: number | null
  readonly count: number
  readonly isPartial: boolean
  readonly onStep: (step: 1 | -1) => void
  readonly inputRef: RefObject<HTMLInputElement | null>
}

export function OutputSearch({ text, onChange, current, count, isPartial, onStep, inputRef }: OutputSearchProps) {
  return (
    <div className="output-search" role="search">
      <SearchField className="field" aria-label={words.search} value={text} onChange={onChange}>
        <Input
          ref={inputRef}
          placeholder={words.searchHint}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1)
          }}
        />
      </SearchField>
      {text === '' ? null : (
        <>
          <span className="output-count" role="status" title={isPartial ? words.notAll : undefined}>
            {count === 0 ? words.noMatch : words.matches(current, count)}
            {isPartial ? <span className="unseen">{words.notAll}</span> : null}
          </span>
          <Button variant="quiet" icon={<ChevronUp aria-hidden="true" />} aria-label={words.previousMatch} onPress={() => onStep(-1)} />
          <Button variant="quiet" icon={<ChevronDown aria-hidden="true" />} aria-label={words.nextMatch} onPress={() => onStep(1)} />
        </>
      )}
    </div>
  )
}
