/** What became of a file, by letter and by colour, and how many lines came and went. */
import { diff as words } from '../english/diff.ts'
import type { ChangedFile } from './queries.ts'

const LETTERS: Record<ChangedFile['change'], string> = { ADDED: 'A', MODIFIED: 'M', DELETED: 'D', RENAMED: 'R' }

export function ChangeMark({ change }: { change: ChangedFile['change'] }) {
  return (
    <span className="diff-change" data-change={change} title={words.changes[change]}>
      <span aria-hidden="true">{LETTERS[change]}</span>
      <span className="unseen">{words.changes[change]}</span>
    </span>
  )
}

/** Nothing for a binary file, which has no lines. */
export function LineCounts({ additions, deletions }: { additions: number | null; deletions: number | null }) {
  if (additions === null || deletions === null) return null
  return (
    <span className="diff-counts">
      <Count lines={additions} sign="+" name={words.added(additions)} />
      <Count lines={deletions} sign="−" name={words.deleted(deletions)} />
    </span>
  )
}

function Count({ lines, sign, name }: { lines: number; sign: '+' | '−'; name: string }) {
  if (lines === 0) return null
  return (
    <span data-sign={sign}>
      <span aria-hidden="true">
        {sign}
        {lines}
      </span>
      <span className="unseen">{name}</span>
    </span>
  )
}
