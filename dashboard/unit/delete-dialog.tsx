/** Deletes the unit. Force is offered after the server has refused because work would be lost, and not before. */
import { useAction } from '../api/use-action.ts'
import { DeleteWorkUnit } from '../api/verbs.ts'
import { verbs as words } from '../english/verbs.ts'
import { Button } from '../ui/button.tsx'
import { useDecidedOn } from './use-decided-on.ts'
import { VerbDialog } from './verb-dialog.tsx'
import type { VerbProps } from './verb-dialog.tsx'

interface DeleteDialogProps extends VerbProps {
  /** With the ref that keeps its unmerged work, if there was any. */
  readonly onDeleted: (backupRef: string | null) => void
}

export function DeleteDialog({ project, card, onClose, onDeleted }: DeleteDialogProps) {
  const action = useAction(DeleteWorkUnit)
  const decidedOn = useDecidedOn(card)
  const remove = async (force: boolean) => {
    const answer = await action.act({ project, chunk: card.chunk, force, expectedRevision: decidedOn.revision })
    if (answer) onDeleted(answer.deleteWorkUnit.backupRef)
  }
  const force =
    action.code === 'UNMERGED_WORK' ? (
      <Button variant="danger" isDisabled={action.busy} onPress={() => void remove(true)}>
        {words.force}
      </Button>
    ) : null
  return (
    <VerbDialog
      verb="delete"
      card={card}
      isAlert
      action={action}
      decidedOn={decidedOn}
      onConfirm={() => void remove(false)}
      onClose={onClose}
      further={force}
    >
      {force ? <p>{words.forceMeans}</p> : null}
    </VerbDialog>
  )
}
