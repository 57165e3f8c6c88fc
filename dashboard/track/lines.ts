/**
 * What is drawn below each other: headings, and lines of one or more units, all equally high. Pure. A line is made when it is asked for: of
 * ten thousand only those in sight are.
 */
import type { Card } from '../api/board.ts'
import type { Group } from './arrange.ts'

export interface Line {
  readonly key: string
  /** The heading of a group, or units side by side. */
  readonly heading: Group | null
  readonly cards: readonly Card[]
  /** How many units come before it in its chain. */
  readonly depth: number
  /** The position of its first unit (or of the heading) among all headings and units, from 0. */
  readonly at: number
}

/** A group and where it begins. */
interface Part {
  readonly group: Group
  readonly headings: 0 | 1
  readonly units: number
  readonly line: number
  readonly at: number
}

export type Step = 'next' | 'previous' | 'down' | 'up' | 'first' | 'last'

export const headingKey = (group: Group): string => `group ${group.id}`

export class Lines {
  /** Lines; and headings and units in all. */
  readonly count: number
  readonly size: number
  readonly parts: readonly Part[]
  readonly #columns: number

  constructor(groups: readonly Group[], columns: number) {
    let [line, at] = [0, 0]
    this.parts = groups.map((group) => {
      const part: Part = { group, headings: group.kind === 'all' ? 0 : 1, units: group.isFolded ? 0 : group.cards.length, line, at }
      line += part.headings + Math.ceil(part.units / columns)
      at += part.headings + part.units
      return part
    })
    this.count = line
    this.size = at
    this.#columns = columns
  }

  line(index: number): Line | undefined {
    const part = this.#partAt('line', index)
    if (!part || index >= this.count) return undefined
    const { group, headings, at } = part
    const own = index - part.line - headings
    if (own < 0) return { key: headingKey(group), heading: group, cards: [], depth: 0, at }
    const from = own * this.#columns
    const cards = group.cards.slice(from, from + this.#columns)
    // By its unit where there is one: then it is the same element wherever the unit moves.
    const key = this.#columns === 1 ? (cards[0]?.id ?? '') : `${group.id} ${own}`
    return { key, heading: null, cards, depth: group.depths?.[from] ?? 0, at: at + headings + from }
  }

  /** The name of the heading or unit at that position. */
  keyAt(at: number): string | undefined {
    const part = this.#partAt('at', at)
    if (!part || at >= this.size) return undefined
    const own = at - part.at - part.headings
    return own < 0 ? headingKey(part.group) : part.group.cards[own]?.id
  }

  /** Where the heading or unit of that name is; null where it is not (any more). */
  find(key: string | null): { readonly at: number; readonly line: number; readonly column: number } | null {
    for (const { group, headings, units, line, at } of key === null ? [] : this.parts) {
      if (headings === 1 && headingKey(group) === key) return { at, line, column: 0 }
      const own = units === 0 ? -1 : group.cards.findIndex(({ id }) => id === key)
      if (own < 0) continue
      return { at: at + headings + own, line: line + headings + Math.floor(own / this.#columns), column: own % this.#columns }
    }
    return null
  }

  /** What a key of the keyboard leads to; the first or the last one where `key` is not there. */
  step(key: string | null, step: Step): string | undefined {
    if (step === 'first') return this.keyAt(0)
    if (step === 'last') return this.keyAt(this.size - 1)
    const from = this.find(key)
    if (!from || key === null) return this.keyAt(0)
    if (step === 'next') return this.keyAt(from.at + 1) ?? key
    if (step === 'previous') return from.at === 0 ? key : this.keyAt(from.at - 1)
    const target = this.line(step === 'down' ? from.line + 1 : from.line - 1)
    return target ? this.keyAt(target.at + Math.max(0, Math.min(from.column, target.cards.length - 1))) : key
  }

  /** The last part that begins there or before. */
  #partAt(measure: 'line' | 'at', value: number): Part | undefined {
    let [low, high] = [0, this.parts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((this.parts[middle]?.[measure] ?? 0) <= value) low = middle
      else high = middle - 1
    }
    return value < 0 ? undefined : this.parts[low]
  }
}
