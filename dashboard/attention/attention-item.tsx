/** One item in full: who asks what, all that is needed to decide, and the form to do it. It stays when somebody else decides meanwhile. */
import { useId, useState } from 'react'
import type { Ref } from 'react'
import type { Item } from '../api/attention-queue.ts'
import { useProject } from '../api/project-context.ts'
import { useMay } from '../api/viewer.ts'
import { common } from '../english/common.ts'
import { Notice } from '../ui/parts.tsx'
import { dropDraft, hasDraft } from '../ui/use-draft.ts'
import { AnswerForm } from './answer-form.tsx'
import { ConflictFacts } from './conflict-facts.tsx'
import { ConflictForm } from './conflict-form.tsx'
import type { Decide } from './decide.ts'
import { onItemKey } from './item-keys.ts'
import { ItemHead } from './item-head.tsx'
import { KINDS } from './kinds.ts'
import { Meanwhile } from './meanwhile.tsx'
import { RetryForm } from './retry-form.tsx'
import { RunFacts } from './run-facts.tsx'
import './attention.css'

interface AttentionItemProps {
  readonly item: Item
  /** What the server said when it was decided with others. */
  readonly refusal?: string | null
  /** It was decided here: as a sentence. */
  readonly onDecided?: (told: string) => void
  /** It was decided elsewhere, and that has been seen. */
  readonly onDismiss?: () => void
  readonly ref?: Ref<HTMLElement>
}

export function AttentionItem({ item, refusal = null, onDecided, onDismiss, ref }: AttentionItemProps) {
  const { queue } = useProject()
  const mayDecide = useMay('OPERATOR')
  const title = useId()
  const [step, setStep] = useState<'open' | 'deciding' | 'decided'>('open')
  const [told, setTold] = useState('')
  const isOpen = queue.some(({ id }) => id === item.id)

  const decide: Decide = async (work, sentence) => {
    setStep('deciding')
    const accepted = (await work()) !== null
    setStep(accepted ? 'decided' : 'open')
    if (accepted) {
      setTold(sentence)
      onDecided?.(sentence)
    }
    return accepted
  }
  const dismiss = () => {
    dropDraft(item.id)
    onDismiss?.()
  }

  return (
    <article className="card attention-item" ref={ref} tabIndex={-1} aria-labelledby={title} onKeyDown={onItemKey}>
      <ItemHead item={item} titleId={title} />
      {!isOpen && step === 'open' ? (
        <Meanwhile id={item.id} chunk={item.workUnit.chunk} hasText={hasDraft(item.id)} onDismiss={onDismiss ? dismiss : undefined} />
      ) : null}
      {step === 'decided' ? <Notice tone="info">{told}</Notice> : null}
      <p className="attention-prompt">{item.prompt}</p>
      {item.conflict ? null : <RunFacts item={item} />}
      {mayDecide ? (
        <ItemForm item={item} isClosed={!isOpen || step === 'decided'} decide={decide} />
      ) : (
        <p className="calm">{common.viewerOnly}</p>
      )}
      {refusal === null ? null : <Notice tone="problem">{refusal}</Notice>}
      {item.conflict ? <ConflictFacts conflict={item.conflict} /> : null}
    </article>
  )
}

function ItemForm({ item, isClosed, decide }: { item: Item; isClosed: boolean; decide: Decide }) {
  if (item.conflict) return <ConflictForm item={item.conflict} isClosed={isClosed} decide={decide} />
  if (KINDS[item.kind].decided === 'retry') return <RetryForm item={item} isClosed={isClosed} decide={decide} />
  return <AnswerForm item={item} isClosed={isClosed} decide={decide} />
}
