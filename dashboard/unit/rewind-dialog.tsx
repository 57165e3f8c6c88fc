/** Takes the unit back to an earlier phase of its project. */
import { useState } from 'react'
import { useProject } from '../api/project-context.ts'
import { useAction } from '../api/use-action.ts'
import { RewindWorkUnit } from '../api/verbs.ts'
import { PHASE_WORDS } from '../english/common.ts'
import { verbs as words } from '../english/verbs.ts'
import { Chooser } from '../ui/field.tsx'
import { useDecidedOn } from './use-decided-on.ts'
import { VerbDialog } from './verb-dialog.tsx'
import type { VerbProps } from './verb-dialog.tsx'
import { phasesBefore } from './verbs.ts'

export function RewindDialog({ project, card, onClose }: VerbProps) {
  const { settings } = useProject()
  const action = useAction(RewindWorkUnit)
  const decidedOn = useDecidedOn(card)
  const earlier = phasesBefore(card.phase, settings?.phases ?? [])
  const [chosen, setChosen] = useState(earlier.at(-1))
  const phase = chosen && earlier.includes(chosen) ? chosen : undefined
  const confirm = async () => {
    if (phase && (await action.act({ project, chunk: card.chunk, phase, expectedRevision: decidedOn.revision }))) onClose()
  }
  return (
    <VerbDialog
      verb="rewind"
      card={card}
      isAlert
      action={action}
      decidedOn={decidedOn}
      incomplete={phase ? null : words.isFirstPhase}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      {phase ? (
        <Chooser
          label={words.phase}
          value={phase}
          choices={earlier.map((each) => ({ value: each, label: PHASE_WORDS[each] }))}
          onChange={setChosen}
        />
      ) : (
        <p className="calm">{words.isFirstPhase}</p>
      )}
    </VerbDialog>
  )
}
