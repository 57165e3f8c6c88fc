/** All that can be said of one chunk, each with what is wrong with it. */
import type { Phase } from '../api/board.ts'
import { useProject } from '../api/project-context.ts'
import { PHASE_WORDS } from '../english/common.ts'
import { inject as words } from '../english/inject.ts'
import { Checkbox, Chooser, TextInput } from '../ui/field.tsx'
import { namesIn } from './basket.ts'
import type { Entry, Mark, NewEntry, Part } from './basket.ts'

interface EntryEditorProps {
  readonly entry: Entry
  readonly mark: Mark | undefined
  readonly problem: string | null
  readonly onChange: (changes: NewEntry) => void
}

const BY_GOAL = 'BY_GOAL'

export function EntryEditor({ entry, mark, problem, onChange }: EntryEditorProps) {
  const { settings } = useProject()
  const phases = settings?.phases ?? []
  const at = (part: Part) => (mark?.part === part ? problem : null)
  return (
    <div className="inject-editor">
      {mark !== undefined && mark.part === null && problem !== null ? <p className="inject-problem">{problem}</p> : null}
      <div className="inject-pair">
        <TextInput
          label={words.chunk}
          description={words.chunkHelp}
          value={entry.chunk}
          onChange={(chunk) => onChange({ chunk })}
          problem={at('chunk')}
          autoFocus={entry.chunk === ''}
        />
        <TextInput
          label={words.unitTitle}
          description={words.unitTitleHelp}
          value={entry.title}
          onChange={(title) => onChange({ title })}
          problem={at('title')}
        />
      </div>
      <div className="inject-goal">
        <TextInput
          label={words.goal}
          description={words.goalHelp}
          rows={Math.min(14, Math.max(5, entry.goal.split('\n', 15).length))}
          value={entry.goal}
          onChange={(goal) => onChange({ goal })}
          problem={at('goal')}
        />
      </div>
      <div className="inject-pair">
        <TextInput
          label={words.dependsOn}
          description={dependsOnHelp(entry.dependsOn)}
          value={entry.dependsOn ?? ''}
          onChange={(dependsOn) => onChange({ dependsOn })}
          problem={at('dependsOn')}
        />
        <div className="inject-pair">
          <Chooser<Phase | typeof BY_GOAL>
            label={words.phase}
            value={entry.phase ?? BY_GOAL}
            choices={[
              { value: BY_GOAL, label: words.phaseByGoal },
              ...phases.map((phase) => ({ value: phase, label: PHASE_WORDS[phase] })),
            ]}
            onChange={(phase) => onChange({ phase: phase === BY_GOAL ? null : phase })}
          />
          <TextInput
            label={words.priorityLabel}
            description={words.priorityHelp}
            value={entry.priority}
            onChange={(priority) => onChange({ priority })}
            problem={at('priority')}
          />
        </div>
      </div>
      <Checkbox isSelected={entry.held} onChange={(held) => onChange({ held })}>
        {words.hold}
      </Checkbox>
    </div>
  )
}

function dependsOnHelp(dependsOn: string | null): string {
  if (dependsOn === null) return words.dependsOnByGoal
  const names = namesIn(dependsOn)
  return names.length === 0 ? words.dependsOnNone : words.dependsOnNames(names)
}
