/** Says what a verb does, what is gone then and what stays, before it is done; and where it is refused, why. */
import type { ReactNode } from 'react'
import type { Card } from '../api/board.ts'
import type { Action } from '../api/use-action.ts'
import { verbs as words } from '../english/verbs.ts'
import { ActionState } from '../ui/action-state.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/overlay.tsx'
import { Notice } from '../ui/parts.tsx'
import type { useDecidedOn } from './use-decided-on.ts'
import type { Verb } from './verbs.ts'

/** What every verb's dialog is given. */
export interface VerbProps {
  readonly project: string
  readonly card: Card
  readonly onClose: () => void
}

interface VerbDialogProps {
  readonly verb: Verb
  readonly card: Card
  readonly isAlert?: boolean
  readonly action: Pick<Action<unknown, never>, 'step' | 'busy' | 'problem' | 'withdraw'>
  /** Absent for verbs that name no revision. */
  readonly decidedOn?: ReturnType<typeof useDecidedOn>
  /** Why it cannot be done as it is filled in; null where it can. */
  readonly incomplete?: string | null
  readonly onConfirm: () => void
  readonly onClose: () => void
  /** What stands beside the button that does it. */
  readonly further?: ReactNode
  readonly children?: ReactNode
}

export function VerbDialog(props: VerbDialogProps) {
  const { verb, card, isAlert = false, action, decidedOn, incomplete = null, onConfirm, onClose, further, children } = props
  const { label, does, gone, stays } = words[verb]
  return (
    <Dialog isOpen onClose={onClose} title={`${label}: ${card.title}`} isAlert={isAlert}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (incomplete === null && !action.busy) onConfirm()
        }}
      >
        <dl className="effect">
          <div>
            <dt>{words.done}</dt>
            <dd>{does}</dd>
          </div>
          <div>
            <dt>{words.gone}</dt>
            <dd>{gone ?? words.nothingGone}</dd>
          </div>
          {stays === null ? null : (
            <div>
              <dt>{words.stays}</dt>
              <dd>{stays}</dd>
            </div>
          )}
        </dl>
        {children}
        {decidedOn?.isStale ? (
          <Notice tone="warning">
            <div className="row">
              {words.changed} <Button onPress={decidedOn.decideAnew}>{words.decideAnew}</Button>
            </div>
          </Notice>
        ) : null}
        <ActionState {...action} />
        <div className="row unit-page-end">
          <Button onPress={onClose}>{words.keep}</Button>
          {further}
          <Button type="submit" variant={isAlert ? 'danger' : 'primary'} isDisabled={action.busy || incomplete !== null}>
            {label}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
