/** A secret that is shown once: it can be copied, and is gone when the one who made it says so. It is kept nowhere. */
import { common } from '../english/common.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Notice } from '../ui/parts.tsx'

interface ShownOnceProps {
  readonly lead: string
  readonly secret: string
  readonly done: string
  readonly onDone: () => void
}

export function ShownOnce({ lead, secret, done, onDone }: ShownOnceProps) {
  return (
    <Notice tone="warning">
      <p>{lead}</p>
      <code className="code shown-once">{secret}</code>
      <div className="row">
        <CopyButton text={() => secret}>{common.copy}</CopyButton>
        <Button onPress={onDone}>{done}</Button>
      </div>
    </Notice>
  )
}
