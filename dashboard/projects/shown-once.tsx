/** A secret that is shown once: it can be copied, and is gone when the one who made it says so. It is kept nowhere. */
import { useState } from 'react'
import { Copy } from 'lucide-react'
import { common } from '../english/common.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/parts.tsx'

interface ShownOnceProps {
  readonly lead: string
  readonly secret: string
  readonly done: string
  readonly onDone: () => void
}

export function ShownOnce({ lead, secret, done, onDone }: ShownOnceProps) {
  const [isCopied, setCopied] = useState(false)
  // A browser has no clipboard for a page that came over plain HTTP from another machine: there the text is to be selected.
  const clipboard = (navigator as Partial<Navigator>).clipboard
  return (
    <Notice tone="warning">
      <p>{lead}</p>
      <code className="code shown-once">{secret}</code>
      <div className="row">
        {clipboard ? (
          <Button
            icon={<Copy aria-hidden="true" />}
            onPress={() =>
              void clipboard.writeText(secret).then(
                () => setCopied(true),
                () => setCopied(false),
              )
            }
          >
            {isCopied ? common.copied : common.copy}
          </Button>
        ) : null}
        <Button onPress={onDone}>{done}</Button>
      </div>
    </Notice>
  )
}
