/** What became of an action, beside what started it: that it waits for the connection, or why it was refused. */
import { common } from '../english/common.ts'
import { Button } from './button.tsx'
import { Notice } from './parts.tsx'

interface ActionStateProps {
  readonly step: 'idle' | 'waiting' | 'sending'
  readonly problem: string | null
  readonly withdraw: () => void
}

export function ActionState({ step, problem, withdraw }: ActionStateProps) {
  if (step === 'waiting') {
    return (
      <Notice tone="warning">
        <div className="row">
          {common.waitingForConnection}
          <Button onPress={withdraw}>{common.withdraw}</Button>
        </div>
      </Notice>
    )
  }
  return problem === null ? null : <Notice tone="problem">{problem}</Notice>
}
