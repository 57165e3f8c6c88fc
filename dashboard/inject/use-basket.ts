/** The basket of one project: it survives updates, reconnects and reloads, because it lives in the tab's session storage. */
import { useState } from 'react'
import { readEntries, withAdded } from './basket.ts'
import type { Entry, NewEntry } from './basket.ts'

export interface Basket {
  readonly entries: readonly Entry[]
  /** False where it is too big for the browser: a reload would lose it. */
  readonly isKept: boolean
  /** Returns what was added, with its ids. */
  readonly add: (added: readonly NewEntry[]) => readonly Entry[]
  readonly change: (id: number, changes: NewEntry) => void
  readonly remove: (ids: readonly number[]) => void
}

export function useBasket(project: string): Basket {
  const place = `basket:${project}`
  const [entries, setEntries] = useState(() => readEntries(sessionStorage.getItem(place) ?? ''))
  const [isKept, setKept] = useState(true)
  const set = (next: readonly Entry[]) => {
    setEntries([...next])
    setKept(keep(place, next))
  }
  return {
    entries,
    isKept,
    add: (added) => {
      const next = withAdded(entries, added)
      set(next)
      return next.slice(entries.length)
    },
    change: (id, changes) => set(entries.map((entry) => (entry.id === id ? { ...entry, ...changes } : entry))),
    remove: (ids) => set(entries.filter(({ id }) => !ids.includes(id))),
  }
}

/** Browsers keep some megabytes for a page, and throw where it is more. */
function keep(place: string, entries: readonly Entry[]): boolean {
  try {
    if (entries.length === 0) sessionStorage.removeItem(place)
    else sessionStorage.setItem(place, JSON.stringify(entries))
    return true
  } catch {
    sessionStorage.removeItem(place)
    return false
  }
}
