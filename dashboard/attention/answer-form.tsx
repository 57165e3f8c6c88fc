/** Answers an item: by one of its options, by a text, or by trying the phase again. */
import { useState } from 'react'
import type { FormEvent } from 'react'
import { useAction } from '../api/use-action.ts'
import { useDraft } from '../ui/use-draft.ts'
import { HANDLING } from './handling.ts'
import { AnswerAttention, RetryWorkUnits } from './queries.ts'
import type { Item } from './queries.ts'

export function AnswerForm({ project, item }: { project: string; item: Item }) {
  const [text, setText] = useDraft(item.id)
  const [sent, setSent] = useState(false)
  const answering = useAction(AnswerAttention)
  const retrying = useAction(RetryWorkUnits)
  const { retry, textLabel } = HANDLING[item.kind]
  const busy = answering.busy || retrying.busy || sent

  const answer = async (option: string | undefined) => {
    const accepted = await answering.act({ input: { item: item.id, option, answer: text.trim() || undefined } })
    if (accepted) setText('')
    setSent(accepted)
  }
  const tryAgain = async () => setSent(await retrying.act({ input: { project, chunks: [item.workUnit.chunk] } }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void answer(undefined)
  }

  return (
    <form className="answer" onSubmit={submit}>
      {item.options.length > 0 ? (
        <div className="buttons" role="group" aria-label="Options">
          {item.options.map((option) => (
            <button key={option} type="button" disabled={busy} onClick={() => void answer(option)}>
              {option}
            </button>
          ))}
        </div>
      ) : null}
      <label htmlFor={`${item.id}-text`}>{textLabel}</label>
      <textarea id={`${item.id}-text`} rows={2} value={text} disabled={sent} onChange={(event) => setText(event.target.value)} />
      <div className="buttons">
        <button type="submit" className="primary" disabled={busy || text.trim() === ''}>
          Send
        </button>
        {retry ? (
          <button type="button" disabled={busy} onClick={() => void tryAgain()}>
            Retry without a word
          </button>
        ) : null}
        {sent ? <span role="status">Accepted.</span> : null}
      </div>
      {(answering.problem ?? retrying.problem) ? <p role="alert">{answering.problem ?? retrying.problem}</p> : null}
    </form>
  )
}
