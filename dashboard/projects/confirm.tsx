/** Asks before something is done that cannot be taken back; a refusal is shown where it was asked. */
import { common } from '../english/common.ts'
import { ActionState } from '../ui/action-state.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/overlay.tsx'

interface ConfirmProps {
  readonly title: string
  readonly effect: string
  readonly verb: string
  readonly action: {
    readonly step: 'idle' | 'waiting' | 'sending'
    readonly busy: boolean
    readonly problem: string | null
    readonly withdraw: () => void
  }
  readonly onConfirm: () => Promise<void>
  readonly onClose: () => void
}

export function Confirm({ title, effect, verb, action, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog isOpen isAlert title={title} onClose={onClose}>
      <p>{effect}</p>
      <ActionState {...action} />
      <div className="row">
        <Button variant="danger" isDisabled={action.busy} onPress={() => void onConfirm()}>
          {verb}
        </Button>
        <Button onPress={onClose}>{common.cancel}</Button>
      </div>
    </Dialog>
  )
}
