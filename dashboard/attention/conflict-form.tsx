/** Decides a conflict: which of the two goes first, or both at once. */
import type { Item } from '../api/attention-queue.ts'
import { useProject } from '../api/project-context.ts'
import { useAction } from '../api/use-action.ts'
import { ResolveConflict } from '../api/verbs.ts'
import { forms as words } from '../english/attention.ts'
import { ActionState } from '../ui/action-state.tsx'
import type { FormProps } from './decide.ts'
import { Form } from './form.tsx'
import { OptionButtons } from './option-buttons.tsx'

export function ConflictForm({ item: conflict, isClosed, decide }: FormProps<NonNullable<Item['conflict']>>) {
  const { key: project } = useProject()
  const action = useAction(ResolveConflict)
  const [a, b] = conflict.workUnits.map((unit) => unit.chunk)
  if (a === undefined || b === undefined) return null

  const choice = (label: string, resolution: 'SERIALIZE' | 'PARALLELIZE', chunks: string[]) => ({
    id: label,
    label,
    choose: () => void decide(() => action.act({ project, chunks, resolution }), words.resolved(label)),
  })
  return (
    <Form onSubmit={() => undefined}>
      <OptionButtons
        label={words.resolve}
        isDisabled={isClosed || action.busy}
        choices={[
          choice(words.first(a), 'SERIALIZE', [a, b]),
          choice(words.first(b), 'SERIALIZE', [b, a]),
          choice(words.both, 'PARALLELIZE', [a, b]),
        ]}
      />
      <ActionState {...action} />
    </Form>
  )
}
