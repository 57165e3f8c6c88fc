/** A list of texts, each in a field of its own: what is a command here is never a line that a shell would split. */
import { useRef } from 'react'
import { flushSync } from 'react-dom'
import { Plus, X } from 'lucide-react'
import { settings as words } from '../english/projects.ts'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'

interface ArgumentListProps {
  readonly label: string
  readonly description: string
  readonly values: readonly string[]
  readonly onChange: (values: readonly string[]) => void
  readonly problem: string | null
  /** Where the place says what it is. */
  readonly hideLabel?: boolean
  /** What a further one is called on the button that adds it. */
  readonly addLabel: string
  /** The n-th, from 1. */
  readonly itemLabel: (position: number) => string
  /** A command may be typed as one line out of habit: then splitting it is offered. */
  readonly isCommand?: boolean
}

export function ArgumentList({
  label,
  description,
  values,
  onChange,
  problem,
  addLabel,
  itemLabel,
  isCommand = false,
  hideLabel = false,
}: ArgumentListProps) {
  const list = useRef<HTMLFieldSetElement>(null)
  /** At once: what is typed next belongs there. */
  const change = (next: readonly string[], index: number) => {
    flushSync(() => onChange(next))
    list.current?.querySelectorAll('textarea')[index]?.focus()
  }
  const insert = (index: number) => change(values.toSpliced(index, 0, ''), index)
  const remove = (index: number) => change(values.toSpliced(index, 1), Math.max(0, index - 1))
  const [first = ''] = values
  const looksLikeLine = isCommand && values.length === 1 && /\S\s+\S/.test(first)

  return (
    <fieldset className="argument-list" ref={list}>
      <legend className={hideLabel ? 'unseen' : 'field-label'}>{label}</legend>
      <p className="argument-help">{description}</p>
      {values.map((value, index) => (
        <div
          key={index}
          className="argument"
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey) {
              event.preventDefault()
              insert(index + 1)
            } else if (event.key === 'Backspace' && value === '') {
              event.preventDefault()
              remove(index)
            }
          }}
        >
          <TextInput
            label={itemLabel(index + 1)}
            hideLabel
            rows={value.split('\n').length}
            value={value}
            onChange={(next) => onChange(values.with(index, next))}
          />
          <Button
            variant="quiet"
            icon={<X aria-hidden="true" />}
            aria-label={words.removeItem(itemLabel(index + 1))}
            onPress={() => remove(index)}
          />
        </div>
      ))}
      {looksLikeLine ? (
        <div className="argument-hint">
          <p>{words.oneArgument}</p>
          <Button onPress={() => onChange(first.trim().split(/\s+/))}>{words.splitAtBlanks}</Button>
        </div>
      ) : null}
      {problem === null ? null : (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <div>
        <Button icon={<Plus aria-hidden="true" />} onPress={() => insert(values.length)}>
          {addLabel}
        </Button>
      </div>
    </fieldset>
  )
}
