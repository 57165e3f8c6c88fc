/** The basket of one project: it survives updates, reconnects and reloads, because it lives in the tab's session storage. */
import { useRef, useState } from 'react'
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
  // What is done with it may have begun at an earlier drawing, as an injection does: it counts for what is in it now.
  const newest = useRef(entries)
  const set = (change: (before: readonly Entry[]) => Entry[]) => {
    newest.current = change(newest.current)
    setEntries(newest.current)
    setKept(keep(place, newest.current))
  }
  return {
    entries,
    isKept,
    add: (added) => {
      const count = newest.current.length
      set((before) => withAdded(before, added))
      return newest.current.slice(count)
    },
    change: (id, changes) => set((before) => before.map((entry) => (entry.id === id ? { ...entry, ...changes } : entry))),
    remove: (ids) => set((before) => before.filter(({ id }) => !ids.includes(id))),
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
