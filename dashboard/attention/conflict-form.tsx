/** Decides a conflict: the two at once, or which of them goes first. */
import { useState } from 'react'
import { useAction } from '../api/use-action.ts'
import { Evidence } from './evidence.tsx'
import { ResolveConflict } from './queries.ts'
import type { Item } from './queries.ts'

export function ConflictForm({ project, conflict }: { project: string; conflict: NonNullable<Item['conflict']> }) {
  const { act, busy, problem } = useAction(ResolveConflict)
  const [sent, setSent] = useState(false)
  const [a, b] = conflict.workUnits.map((unit) => unit.chunk)
  if (a === undefined || b === undefined) return null

  const resolve = async (resolution: 'PARALLELIZE' | 'SERIALIZE', chunks: string[]) =>
    setSent(await act({ input: { project, chunks, resolution } }))
  const disabled = busy || sent

  return (
    <div className="answer">
      <Evidence evidence={conflict.evidence} />
      <div className="buttons" role="group" aria-label="Resolution">
        {[
          [a, b],
          [b, a],
        ].map(([first = '', second = '']) => (
          <button key={first} type="button" disabled={disabled} onClick={() => void resolve('SERIALIZE', [first, second])}>
            <b>{first}</b> first
          </button>
        ))}
        <button type="button" disabled={disabled} onClick={() => void resolve('PARALLELIZE', [a, b])}>
          Both at once
        </button>
        {sent ? <span role="status">Accepted.</span> : null}
      </div>
      {problem ? <p role="alert">{problem}</p> : null}
    </div>
  )
}
