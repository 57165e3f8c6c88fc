/** What is typed, chosen or ticked: each with its label, what it is for, and what is wrong with it. */
import type { ReactNode, RefObject } from 'react'
import { Check, ChevronDown } from 'lucide-react'
import {
  Button,
  Checkbox as AriaCheckbox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField,
} from 'react-aria-components'
import './field.css'
import './overlay.css'

interface TextInputProps {
  readonly label: string
  /** Only for screen readers, where the place says what it is. */
  readonly hideLabel?: boolean
  readonly value: string
  readonly onChange: (value: string) => void
  readonly description?: ReactNode
  /** What is wrong with the value, as a sentence. */
  readonly problem?: string | null
  readonly placeholder?: string
  /** More than one line: how many are shown. */
  readonly rows?: number
  readonly type?: 'text' | 'search' | 'password' | 'number'
  readonly isDisabled?: boolean
  readonly isRequired?: boolean
  readonly autoFocus?: boolean
  readonly inputRef?: RefObject<HTMLInputElement | null>
  readonly areaRef?: RefObject<HTMLTextAreaElement | null>
}

export function TextInput({
  label,
  hideLabel = false,
  description,
  problem,
  placeholder,
  rows,
  type = 'text',
  inputRef,
  areaRef,
  ...props
}: TextInputProps) {
  const name = hideLabel ? { 'aria-label': label } : {}
  return (
    // What is wrong is told, and stops nobody from trying again: only the server knows whether it still is.
    <TextField {...props} {...name} type={type} className="field" isInvalid={Boolean(problem)} validationBehavior="aria" autoComplete="off">
      {hideLabel ? null : <Label>{label}</Label>}
      {rows === undefined ? (
        <Input ref={inputRef} placeholder={placeholder} />
      ) : (
        <TextArea ref={areaRef} rows={rows} placeholder={placeholder} />
      )}
      {description ? (
        <Text slot="description" className="description">
          {description}
        </Text>
      ) : null}
      <FieldError className="field-error">{problem}</FieldError>
    </TextField>
  )
}

export interface Choice<Value extends string> {
  readonly value: Value
  readonly label: string
}

interface ChooserProps<Value extends string> {
  readonly label: string
  readonly hideLabel?: boolean
  readonly value: Value
  readonly choices: readonly Choice<Value>[]
  readonly onChange: (value: Value) => void
}

/** One of many. */
export function Chooser<Value extends string>({ label, hideLabel = false, value, choices, onChange }: ChooserProps<Value>) {
  const name = hideLabel ? { 'aria-label': label } : {}
  return (
    <Select
      className="select"
      {...name}
      selectedKey={value}
      onSelectionChange={(key) => {
        const chosen = choices.find((choice) => choice.value === key)
        if (chosen) onChange(chosen.value)
      }}
    >
      {hideLabel ? null : <Label>{label}</Label>}
      <Button>
        <SelectValue />
        <ChevronDown aria-hidden="true" />
      </Button>
      <Popover className="popover">
        <ListBox>
          {choices.map((choice) => (
            <ListBoxItem key={choice.value} id={choice.value} className="option" textValue={choice.label}>
              {choice.label}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  )
}

interface CheckboxProps {
  readonly isSelected: boolean
  readonly onChange: (isSelected: boolean) => void
  readonly isDisabled?: boolean
  /** Where no text stands beside it. */
  readonly label?: string
  readonly children?: ReactNode
}

export function Checkbox({ label, children, ...props }: CheckboxProps) {
  return (
    <AriaCheckbox {...props} className="checkbox" aria-label={label}>
      <span className="box">
        <Check aria-hidden="true" strokeWidth={3.5} />
      </span>
      {children}
    </AriaCheckbox>
  )
}
