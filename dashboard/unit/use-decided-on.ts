/**
 * The revision that a decision rests on, while somebody makes it: the newest one, until something changes that it may rest on. What is done
 * after that is refused by the server as stale, unless one decides anew.
 */
import { useState } from 'react'
import type { Card } from '../api/board.ts'
import { groundsOf } from './verbs.ts'

export function useDecidedOn(card: Card): { readonly revision: number; readonly isStale: boolean; readonly decideAnew: () => void } {
  const [seen, setSeen] = useState(card)
  const isStale = groundsOf(seen) !== groundsOf(card)
  if (!isStale && seen !== card) setSeen(card)
  return { revision: seen.revision, isStale, decideAnew: () => setSeen(card) }
}
