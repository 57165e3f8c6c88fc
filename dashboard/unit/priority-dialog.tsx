/** Gives the unit another place in the queue. */
import { useAction } from '../api/use-action.ts'
import { PrioritizeWorkUnit } from '../api/verbs.ts'
import { verbs as words } from '../english/verbs.ts'
import { TextInput } from '../ui/field.tsx'
import { useDraft } from '../ui/use-draft.ts'
import { useDecidedOn } from './use-decided-on.ts'
import { VerbDialog } from './verb-dialog.tsx'
import type { VerbProps } from './verb-dialog.tsx'

export function PriorityDialog({ project, card, onClose }: VerbProps) {
  const action = useAction(PrioritizeWorkUnit)
  const decidedOn = useDecidedOn(card)
  const [draft, write] = useDraft(`priority:${card.id}`)
  const text = draft === '' ? String(card.priority) : draft
  const priority = /^\s*[-−+]?\d{1,4}\s*$/.test(text) ? Number(text.replace('−', '-')) : NaN
  const problem = priority >= -1000 && priority <= 1000 ? null : words.notAPriority
  const confirm = async () => {
    if (!(await action.act({ project, chunk: card.chunk, priority, expectedRevision: decidedOn.revision }))) return
    write('')
    onClose()
  }
  return (
    <VerbDialog
      verb="prioritize"
      card={card}
      action={action}
      decidedOn={decidedOn}
      incomplete={problem}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <TextInput label={words.priority} value={text} onChange={write} description={words.priorityRange} problem={problem} autoFocus />
    </VerbDialog>
  )
}
