/** Which phases a project uses, in their order. */
import { PHASE_WORDS } from '../english/common.ts'
import { settings as words } from '../english/projects.ts'
import { Checkbox } from '../ui/field.tsx'
import type { Phase } from './queries.ts'

export const PHASES = Object.keys(PHASE_WORDS) as Phase[]
/** Without it nothing would be done. */
const ALWAYS: Phase = 'IMPLEMENT'

interface PhaseChoiceProps {
  readonly phases: readonly Phase[]
  readonly onChange: (phases: readonly Phase[]) => void
  readonly problem: string | null
  /** Where the place says what it is. */
  readonly hideLabel?: boolean
}

export function PhaseChoice({ phases, onChange, problem, hideLabel = false }: PhaseChoiceProps) {
  return (
    <fieldset className="choice">
      <legend className={hideLabel ? 'unseen' : 'field-label'}>{words.phases}</legend>
      <div className="row phase-row">
        {PHASES.map((phase) => (
          <Checkbox
            key={phase}
            isSelected={phases.includes(phase)}
            isDisabled={phase === ALWAYS && phases.includes(phase)}
            onChange={(isSelected) => onChange(PHASES.filter((each) => (each === phase ? isSelected : phases.includes(each))))}
          >
            {PHASE_WORDS[phase]}
          </Checkbox>
        ))}
      </div>
      {problem === null ? null : <p className="field-error">{problem}</p>}
    </fieldset>
  )
}
