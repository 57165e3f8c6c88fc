/** Takes the texts of GOAL.md files as they are pasted. What is in the field stays until it is put into the basket. */
import { useMemo } from 'react'
import { inject as words } from '../english/inject.ts'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'
import { useDraft } from '../ui/use-draft.ts'
import type { NewEntry } from './basket.ts'
import { splitPasted } from './pasted.ts'

export function PasteForm({ project, onAdd }: { project: string; onAdd: (added: readonly NewEntry[]) => void }) {
  const [text, write] = useDraft(`inject-paste:${project}`)
  const found = useMemo(() => splitPasted(text), [text])
  return (
    <div className="stack">
      <p className="calm">{words.pasteLead}</p>
      <div className="inject-paste">
        <TextInput label={words.pasteLabel} hideLabel rows={11} value={text} onChange={write} placeholder={words.pastePlaceholder} />
      </div>
      <div className="inject-way">
        <p className="calm" role="status">
          {words.pasteFound(found.map(({ chunk }) => chunk))}
        </p>
        <Button
          isDisabled={found.length === 0}
          onPress={() => {
            onAdd(found)
            write('')
          }}
        >
          {words.pasteAdd(found.length)}
        </Button>
      </div>
    </div>
  )
}
