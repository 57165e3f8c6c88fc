/** What an address led to that is not open any more: what was asked, what became of it, and what had been written. */
import { useProject } from '../api/project-context.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { meanwhile as words } from '../english/attention.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/parts.tsx'
import { useDraft } from '../ui/use-draft.ts'
import { AttentionFate, isFate } from './fate.ts'
import { WhatBecame } from './meanwhile.tsx'

export function MissedItem({ id, onDismiss }: { id: string; onDismiss: () => void }) {
  const { arrivals } = useProject()
  const { data } = useFreshQuery(AttentionFate, { id }, arrivals)
  const [text, setText] = useDraft(id)
  const fate = data && isFate(data.node) ? data.node : null
  const dismiss = () => {
    setText('')
    onDismiss()
  }
  return (
    <Notice tone="warning">
      <div className="stack">
        <p>
          {words.missed} {fate?.prompt} {data ? <WhatBecame fate={fate} /> : null}
        </p>
        {text === '' ? null : <pre className="code">{text}</pre>}
        <div className="row">
          <Button onPress={dismiss}>{words.dismiss}</Button>
        </div>
      </div>
    </Notice>
  )
}
