/** Above the queue: what is selected and can be retried at once, and what failed like the item that is shown. */
import { RotateCcw } from 'lucide-react'
import type { Item } from '../api/attention-queue.ts'
import { selection as words } from '../english/attention.ts'
import { ActionState } from '../ui/action-state.tsx'
import { Button } from '../ui/button.tsx'
import type { useSelection } from './use-selection.ts'

interface SelectionBarProps {
  readonly selection: ReturnType<typeof useSelection>
  /** With the one that is shown. */
  readonly alike: readonly Item[]
}

export function SelectionBar({ selection, alike }: SelectionBarProps) {
  const { selected, action, ids } = selection
  const more = alike.length > 1 && alike.some(({ id }) => !ids.has(id))
  if (selected.length === 0 && !more && action.problem === null) return null
  return (
    <div className="stack selection-bar">
      {more ? <Button onPress={() => selection.add(alike)}>{words.alike(alike.length)}</Button> : null}
      {selected.length > 0 ? (
        <div className="row">
          <strong>{words.selected(selected.length)}</strong>
          <Button variant="primary" icon={<RotateCcw aria-hidden="true" />} isDisabled={action.busy} onPress={selection.retry}>
            {words.retry(selected.length)}
          </Button>
          <Button variant="quiet" onPress={selection.clear}>
            {words.clear}
          </Button>
        </div>
      ) : null}
      <ActionState {...action} />
    </div>
  )
}
