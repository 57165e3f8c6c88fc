/** Says of an item that left the queue while it was looked at what became of it: who answered, what, and when. */
import { useProject, useUnit } from '../api/project-context.ts'
import { sentenceFor } from '../api/problem.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { meanwhile as words } from '../english/attention.ts'
import { Button } from '../ui/button.tsx'
import { Clock } from '../ui/clock.tsx'
import { Notice } from '../ui/parts.tsx'
import { AttentionFate, isFate } from './fate.ts'
import type { Fate } from './fate.ts'

interface MeanwhileProps {
  readonly id: string
  readonly chunk: string
  /** Whether something was written that is not sent. */
  readonly hasText: boolean
  readonly onDismiss?: () => void
}

export function Meanwhile({ id, chunk, hasText, onDismiss }: MeanwhileProps) {
  const { arrivals } = useProject()
  const { data, error } = useFreshQuery(AttentionFate, { id }, arrivals + (useUnit(chunk)?.revision ?? 0))
  if (!data && !error) return null
  const fate = data && isFate(data.node) ? data.node : null
  if (fate?.state === 'OPEN') return null
  return (
    <Notice tone="warning">
      <div className="row">
        <span>
          {data ? <WhatBecame fate={fate} /> : words.unread(error ? sentenceFor(error) : '')} {hasText ? words.textKept : null}
        </span>
        {onDismiss ? <Button onPress={onDismiss}>{words.dismiss}</Button> : null}
      </div>
    </Notice>
  )
}

/** Null is an item that was deleted with its unit. */
export function WhatBecame({ fate }: { fate: Fate | null }) {
  if (fate === null) return words.deleted
  if (fate.state === 'EXPIRED') return words.expired
  if (fate.state !== 'ANSWERED' || fate.answeredAt === null) return words.withdrawn
  return (
    <>
      {words.answered} <strong>{fate.answeredBy}</strong> {words.at} <Clock at={fate.answeredAt} />: “{fate.answer}”.
    </>
  )
}
