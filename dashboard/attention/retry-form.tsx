/** Tries a phase again: with a hint its agent goes on where it was, without one it begins anew. */
import { RotateCcw } from 'lucide-react'
import type { Item } from '../api/attention-queue.ts'
import { useProject, useUnit } from '../api/project-context.ts'
import { useAction } from '../api/use-action.ts'
import { AnswerAttention, RetryWorkUnits } from '../api/verbs.ts'
import { forms as words } from '../english/attention.ts'
import { ActionState } from '../ui/action-state.tsx'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'
import { Key } from '../ui/parts.tsx'
import { useDraft } from '../ui/use-draft.ts'
import type { FormProps } from './decide.ts'
import { Form } from './form.tsx'

export function RetryForm({ item, isClosed, decide }: FormProps<Item>) {
  const { key: project } = useProject()
  const { chunk } = item.workUnit
  const [text, setText] = useDraft(item.id)
  const answering = useAction(AnswerAttention)
  const retrying = useAction(RetryWorkUnits)
  const expectedRevision = useUnit(chunk)?.revision
  const hint = text.trim()
  const disabled = isClosed || answering.busy || retrying.busy

  const retry = async () => {
    if (disabled) return
    const accepted = await decide(
      () => (hint === '' ? retrying.act({ project, chunks: [chunk] }) : answering.act({ item: item.id, answer: hint, expectedRevision })),
      words.retried(chunk),
    )
    if (accepted) setText('')
  }

  return (
    <Form onSubmit={() => void retry()}>
      <TextInput label={words.hint} rows={2} value={text} onChange={setText} placeholder={words.hintPlace} description={words.retryMeans} />
      <div className="row">
        <Button type="submit" variant="primary" icon={<RotateCcw aria-hidden="true" />} data-key="r" isDisabled={disabled}>
          {hint === '' ? words.retry : words.retryWithHint}
        </Button>
        <Key>{words.retryKey}</Key>
      </div>
      <ActionState {...answering} />
      <ActionState {...retrying} />
    </Form>
  )
}
