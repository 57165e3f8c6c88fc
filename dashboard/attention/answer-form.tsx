/** Answers a question or a permission: by one of its options, in words, or both. */
import { Send } from 'lucide-react'
import type { Item } from '../api/attention-queue.ts'
import { useUnit } from '../api/project-context.ts'
import { useAction } from '../api/use-action.ts'
import { AnswerAttention } from '../api/verbs.ts'
import { forms as words } from '../english/attention.ts'
import { ActionState } from '../ui/action-state.tsx'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'
import { Key } from '../ui/parts.tsx'
import { useDraft } from '../ui/use-draft.ts'
import type { FormProps } from './decide.ts'
import { Form } from './form.tsx'
import { OptionButtons } from './option-buttons.tsx'

export function AnswerForm({ item, isClosed, decide }: FormProps<Item>) {
  const [text, setText] = useDraft(item.id)
  const action = useAction(AnswerAttention)
  const expectedRevision = useUnit(item.workUnit.chunk)?.revision
  const written = text.trim()
  const disabled = isClosed || action.busy

  const answer = async (option?: string) => {
    if (disabled || (option === undefined && written === '')) return
    const input = { item: item.id, option, answer: written || undefined, expectedRevision }
    const accepted = await decide(() => action.act(input), words.answered([option, written].filter(Boolean).join(', ')))
    if (accepted) setText('')
  }

  return (
    <Form onSubmit={() => void answer()}>
      {item.options.length > 0 ? (
        <OptionButtons
          label={words.options}
          isDisabled={disabled}
          choices={item.options.map((option) => ({ id: option, label: option, choose: () => void answer(option) }))}
        />
      ) : null}
      <TextInput
        label={item.options.length > 0 ? words.answerInWords : words.answer}
        rows={3}
        value={text}
        onChange={setText}
        description={item.options.length > 0 && written !== '' ? words.withText : undefined}
      />
      <div className="row">
        <Button type="submit" variant="primary" icon={<Send aria-hidden="true" />} isDisabled={disabled || written === ''}>
          {words.send}
        </Button>
        <Key>{words.sendKeys}</Key>
      </div>
      <ActionState {...action} />
    </Form>
  )
}
