/** The verbs that need nothing but a yes: cancel the run, try again. */
import { useAction } from '../api/use-action.ts'
import { CancelWorkUnit, RetryWorkUnits } from '../api/verbs.ts'
import { useDecidedOn } from './use-decided-on.ts'
import { VerbDialog } from './verb-dialog.tsx'
import type { VerbProps } from './verb-dialog.tsx'

export function CancelDialog({ project, card, onClose }: VerbProps) {
  const action = useAction(CancelWorkUnit)
  const decidedOn = useDecidedOn(card)
  const confirm = async () => {
    if (await action.act({ project, chunk: card.chunk, expectedRevision: decidedOn.revision })) onClose()
  }
  return (
    <VerbDialog
      verb="cancel"
      card={card}
      isAlert
      action={action}
      decidedOn={decidedOn}
      onConfirm={() => void confirm()}
      onClose={onClose}
    />
  )
}

export function RetryDialog({ project, card, onClose }: VerbProps) {
  const action = useAction(RetryWorkUnits)
  const confirm = async () => {
    if (await action.act({ project, chunks: [card.chunk] })) onClose()
  }
  return <VerbDialog verb="retry" card={card} action={action} onConfirm={() => void confirm()} onClose={onClose} />
}
