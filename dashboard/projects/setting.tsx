/** One setting: what it does, what is in force, and what it shall be. It is changed by itself, and what was changed is told afterwards. */
import type { ReactNode } from 'react'
import { useAction } from '../api/use-action.ts'
import { settings as words } from '../english/projects.ts'
import { ActionState } from '../ui/action-state.tsx'
import { Button } from '../ui/button.tsx'
import { placeProblem } from './placed-problem.ts'
import type { PlacedProblem } from './placed-problem.ts'
import { UpdateProject } from './queries.ts'
import type { Changes } from './queries.ts'
import { useJsonDraft } from './use-json-draft.ts'

interface SettingProps<T> {
  readonly project: string
  readonly id: string
  readonly title: string
  readonly effect: string
  readonly inForce: T
  readonly show: (value: T) => ReactNode
  readonly isEditable: boolean
  readonly accept: (kept: unknown) => kept is T
  /** What is wrong with the value before it is sent. */
  readonly check?: (value: T) => string | null
  readonly toChanges: (value: T) => Changes
  /** What of it a refusal can name. */
  readonly fields: readonly string[]
  readonly onSaved: () => void
  readonly children: (value: T, write: (value: T) => void, at: PlacedProblem['at']) => ReactNode
}

export function Setting<T>({
  project,
  id,
  title,
  effect,
  inForce,
  show,
  isEditable,
  accept,
  check,
  toChanges,
  fields,
  onSaved,
  children,
}: SettingProps<T>) {
  const [draft, write] = useJsonDraft(`setting:${project}:${id}`, accept)
  const action = useAction(UpdateProject)
  const value = draft ?? inForce
  const isChanged = JSON.stringify(value) !== JSON.stringify(inForce)
  const wrong = isChanged ? (check?.(value) ?? null) : null
  const { at, rest } = placeProblem(wrong === null ? action : { problem: wrong, field: fields[0] ?? null }, fields)
  const save = async () => {
    if (!(await action.act({ key: project, ...toChanges(value) }))) return
    write(null)
    onSaved()
  }
  return (
    <section className="setting" aria-label={title}>
      <div className="setting-words">
        <h2>{title}</h2>
        <p className="calm">{effect}</p>
      </div>
      {isEditable ? (
        <form
          className="setting-form"
          onSubmit={(event) => {
            event.preventDefault()
            if (isChanged && wrong === null && !action.busy) void save()
          }}
        >
          {children(value, write, at)}
          {isChanged ? (
            <div className="row">
              <Button type="submit" variant="primary" isDisabled={action.busy || wrong !== null}>
                {words.save}
              </Button>
              <Button variant="quiet" onPress={() => write(null)}>
                {words.discard}
              </Button>
              <span className="calm">
                {words.inForce} {show(inForce)}
              </span>
            </div>
          ) : null}
          <ActionState {...action} problem={rest} />
        </form>
      ) : (
        <div className="setting-form">{show(inForce)}</div>
      )}
    </section>
  )
}
