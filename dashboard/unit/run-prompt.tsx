/** What the agent of a run was told, in a dialog of its own: it may be long. */
import { useEffect, useState } from 'react'
import { sentenceFor } from '../api/problem.ts'
import { useApi } from '../api/use-api.ts'
import { common } from '../english/common.ts'
import { prompt as words } from '../english/unit.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Dialog } from '../ui/overlay.tsx'
import { Notice } from '../ui/parts.tsx'
import { RunPrompt } from './queries.ts'

type Told = { readonly text: string | null } | { readonly problem: string }

export function RunPromptDialog({ run, onClose }: { run: { id: string; generation: number }; onClose: () => void }) {
  const { direct } = useApi()
  const [told, setTold] = useState<Told | null>(null)
  useEffect(() => {
    let isWanted = true
    void direct
      .query(RunPrompt, { run: run.id })
      .toPromise()
      .then(({ data, error }) => {
        if (isWanted) setTold(error ? { problem: sentenceFor(error) } : { text: data?.run?.prompt ?? null })
      })
    return () => {
      isWanted = false
    }
  }, [direct, run.id])

  return (
    <Dialog isOpen onClose={onClose} title={words.title(run.generation)} size="wide">
      <Prompt told={told} />
      <div className="row unit-page-end">
        <Button onPress={onClose}>{common.close}</Button>
      </div>
    </Dialog>
  )
}

function Prompt({ told }: { told: Told | null }) {
  if (told === null) return <p className="calm">{common.reading}</p>
  if ('problem' in told) return <Notice tone="problem">{told.problem}</Notice>
  const { text } = told
  if (text === null) return <p className="calm">{words.none}</p>
  return (
    <div className="document">
      <CopyButton label={words.copy} text={() => text} />
      <pre tabIndex={0}>{text}</pre>
    </div>
  )
}
