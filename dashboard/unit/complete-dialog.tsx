/** Says that the unit is done although nothing of it is merged, and why. */
import { useAction } from '../api/use-action.ts'
import { CompleteWorkUnit } from '../api/verbs.ts'
import { verbs as words } from '../english/verbs.ts'
import { TextInput } from '../ui/field.tsx'
import { useDraft } from '../ui/use-draft.ts'
import { useDecidedOn } from './use-decided-on.ts'
import { VerbDialog } from './verb-dialog.tsx'
import type { VerbProps } from './verb-dialog.tsx'

export function CompleteDialog({ project, card, onClose }: VerbProps) {
  const action = useAction(CompleteWorkUnit)
  const decidedOn = useDecidedOn(card)
  const [reason, write] = useDraft(`complete:${card.id}`)
  const confirm = async () => {
    if (!(await action.act({ project, chunk: card.chunk, reason, expectedRevision: decidedOn.revision }))) return
    write('')
    onClose()
  }
  return (
    <VerbDialog
      verb="complete"
      card={card}
      isAlert
      action={action}
      decidedOn={decidedOn}
      incomplete={reason.trim() === '' ? words.noReason : null}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <TextInput label={words.reason} value={reason} onChange={write} description={words.reasonHint} isRequired autoFocus />
    </VerbDialog>
  )
}
