/** Adds a chunk that is written here. It is edited in the basket. */
import { Plus } from 'lucide-react'
import { inject as words } from '../english/inject.ts'
import { useCommands } from '../shell/commands.ts'
import { Button } from '../ui/button.tsx'
import type { NewEntry } from './basket.ts'

export function HandForm({ onAdd }: { onAdd: (added: readonly NewEntry[]) => void }) {
  useCommands([{ id: 'inject:add', group: 'act', label: words.addChunk, keys: 'n', run: () => onAdd([{}]) }])
  return (
    <div className="inject-way">
      <p className="calm">{words.handLead}</p>
      <Button icon={<Plus aria-hidden="true" />} onPress={() => onAdd([{}])}>
        {words.addChunk}
      </Button>
    </div>
  )
}
