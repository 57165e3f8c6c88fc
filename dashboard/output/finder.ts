/** Finds a text in lines, without regard to capital and small letters. What it has found in a line it remembers: lines come, and do not change. */
import type { TextLine } from './terminal-text.ts'

export interface Match {
  readonly key: string
  readonly index: number
  /** Where in the line. */
  readonly place: number
}

export class Finder {
  readonly wanted: string
  readonly #found = new WeakMap<TextLine, readonly number[]>()

  constructor(wanted: string) {
    this.wanted = wanted.toLowerCase()
  }

  /** In the order of the lines. */
  find(lines: readonly TextLine[]): Match[] {
    if (this.wanted === '') return []
    return lines.flatMap((line, index) => this.#placesIn(line).map((place) => ({ key: line.key, index, place })))
  }

  #placesIn(line: TextLine): readonly number[] {
    const known = this.#found.get(line)
    if (known) return known
    const places = placesOf(line.plain, this.wanted)
    this.#found.set(line, places)
    return places
  }
}

/** Where a text of small letters stands in another. */
export function placesOf(plain: string, wanted: string): number[] {
  if (wanted === '') return []
  const text = plain.toLowerCase()
  const places: number[] = []
  for (let place = text.indexOf(wanted); place >= 0; place = text.indexOf(wanted, place + wanted.length)) places.push(place)
  return places
}

/** The match after the current one, or before it, around the end; the nearest to `from`, the index of a line, where there is none. */
export function nextMatch(matches: readonly Match[], current: Match | null, step: 1 | -1, from: number): Match | null {
  if (matches.length === 0) return null
  const at = current ? matches.findIndex(({ key, place }) => key === current.key && place === current.place) : -1
  if (at >= 0) return matches.at((at + step) % matches.length) ?? null
  const behind = matches.findIndex(({ index }) => index >= from)
  if (step === 1) return matches[behind] ?? matches[0] ?? null
  return matches.at(behind < 0 ? -1 : behind - 1) ?? null
}
