/** Copies a text, and says so where it stands. */
import { useEffect, useState } from 'react'
import { Check, Copy } from 'lucide-react'
import { common } from '../english/common.ts'
import { Button } from './button.tsx'

interface CopyButtonProps {
  /** Asked when it is pressed. */
  readonly text: () => string
  /** For screen readers: what is copied. Absent where the button says it. */
  readonly label?: string
  readonly children?: string
}

const SAID_FOR_MS = 1_500

export function CopyButton({ text, label, children }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SAID_FOR_MS)
    return () => clearTimeout(timer)
  }, [copied])

  return (
    <Button
      variant={children === undefined ? 'quiet' : 'plain'}
      icon={copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      aria-label={children === undefined && copied ? common.copied : label}
      onPress={() =>
        void copy(text()).then(
          () => setCopied(true),
          () => setCopied(false),
        )
      }
    >
      {children !== undefined && copied ? common.copied : children}
    </Button>
  )
}

/** A page that came over plain HTTP from another machine has no clipboard of its own: there a field is copied from. */
async function copy(text: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(text)
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'unseen'
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}
