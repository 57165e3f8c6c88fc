/** What is drawn below each other: headings, and lines of one or more units. Pure: where each line lies is known before it is drawn. */
import type { Group } from './arrange.ts'
import type { Entry } from './chains.ts'

export interface Line {
  readonly key: string
  /** The heading of a group, or units side by side. */
  readonly heading: Group | null
  readonly entries: readonly Entry[]
  /** The position of its first entry (or of the heading) among all headings and units, from 1. */
  readonly at: number
  readonly top: number
  readonly height: number
}

export interface Lines {
  readonly lines: readonly Line[]
  /** The names of all headings and units in their order: `keyOf`. */
  readonly keys: readonly string[]
  /** The line of each of them. */
  readonly lineOf: ReadonlyMap<string, number>
}

export interface Measures {
  readonly columns: number
  readonly heading: number
  readonly line: number
}

export const headingKey = (group: Group): string => `group ${group.id}`

export function linesOf(groups: readonly Group[], { columns, heading, line }: Measures): Lines {
  const lines: Line[] = []
  const keys: string[] = []
  const lineOf = new Map<string, number>()
  let top = 0
  const add = (key: string, group: Group | null, entries: readonly Entry[], height: number) => {
    const names = group ? [key] : entries.map(({ card }) => card.id)
    for (const name of names) lineOf.set(name, lines.length)
    lines.push({ key, heading: group, entries, at: keys.length + 1, top, height })
    keys.push(...names)
    top += height
  }
  for (const group of groups) {
    if (group.kind !== 'all') add(headingKey(group), group, [], heading)
    if (group.isFolded) continue
    for (let from = 0; from < group.entries.length; from += columns) {
      const entries = group.entries.slice(from, from + columns)
      // By its unit where there is one: then it is the same element wherever the unit moves.
      add(columns === 1 ? (entries[0]?.card.id ?? '') : `${group.id} ${from}`, null, entries, line)
    }
  }
  return { lines, keys, lineOf }
}

/** What the arrow keys lead to from `key`, as steps along or across the lines; the first one where `key` is not there (any more). */
export function stepFrom({ lines, keys, lineOf }: Lines, key: string | null, step: 'next' | 'previous' | 'down' | 'up' | 'first' | 'last') {
  const line = key === null ? undefined : lineOf.get(key)
  if (line === undefined || key === null) return step === 'last' ? keys.at(-1) : keys[0]
  if (step === 'first') return keys[0]
  if (step === 'last') return keys.at(-1)
  const from = lines[line]
  const column = from && !from.heading ? from.entries.findIndex(({ card }) => card.id === key) : 0
  const at = (from?.at ?? 1) - 1 + column
  if (step === 'next') return keys[at + 1] ?? key
  if (step === 'previous') return keys[at - 1] ?? key
  const target = lines[step === 'down' ? line + 1 : line - 1]
  if (!target) return key
  return target.heading ? target.key : (target.entries[Math.min(column, target.entries.length - 1)]?.card.id ?? key)
}
