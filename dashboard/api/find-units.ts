/** Finds units by what somebody types: a part of the chunk's name or of the title, without regard to capital letters. */
import type { Card } from './board.ts'

type Named = Pick<Card, 'chunk' | 'title'>

/** A test for units; whatever is typed as nothing fits all. */
export function namedLike(typed: string): (unit: Named) => boolean {
  const wanted = typed.trim().toLowerCase()
  return ({ chunk, title }) => wanted === '' || chunk.includes(wanted) || title.toLowerCase().includes(wanted)
}
