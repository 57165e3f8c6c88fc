/** Something that is being changed, of any plain form; null while nothing was. It survives updates, reconnects and reloads. */
import { useMemo } from 'react'
import { useDraft } from '../ui/use-draft.ts'

/** `accept` tells whether what was kept, perhaps by an earlier version of the page, still is one. */
export function useJsonDraft<T>(key: string, accept: (kept: unknown) => kept is T): [draft: T | null, write: (draft: T | null) => void] {
  const [text, write] = useDraft(key)
  const draft = useMemo(() => read(text, accept), [text, accept])
  return [draft, (next) => write(next === null ? '' : JSON.stringify(next))]
}

function read<T>(text: string, accept: (kept: unknown) => kept is T): T | null {
  if (text === '') return null
  try {
    const kept: unknown = JSON.parse(text)
    return accept(kept) ? kept : null
  } catch {
    return null
  }
}

export function isText(kept: unknown): kept is string {
  return typeof kept === 'string'
}

export function isTexts(kept: unknown): kept is string[] {
  return Array.isArray(kept) && kept.every(isText)
}
