/**
 * The lines of a run that are kept: a stretch without a gap, of a bounded size. It grows at its end with what comes, at its beginning with
 * what is read again, and is trimmed at the other side. Whole pieces come and go, so that its borders are positions to read on from.
 */
import type { OutputLine as Piece } from '../api/run-output.ts'
import { coloursAfter, linesOf } from './terminal-text.ts'
import type { TextLine } from './terminal-text.ts'

export interface Bounds {
  readonly lines: number
  readonly characters: number
}

export class OutputWindow {
  readonly #bounds: Bounds
  #lines: TextLine[] = []
  #characters = 0
  #first = 0
  #last = 0
  #shown: readonly TextLine[] | null = null

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  /** The same array until something changes. */
  get lines(): readonly TextLine[] {
    return (this.#shown ??= [...this.#lines])
  }

  /** Position of the first piece; 0 where there is none. */
  get first(): number {
    return this.#first
  }

  /** Position of the last piece; 0 where there is none. */
  get last(): number {
    return this.#last
  }

  get isFull(): boolean {
    return this.#lines.length >= this.#bounds.lines || this.#characters >= this.#bounds.characters
  }

  get isHalfFull(): boolean {
    return this.#lines.length >= this.#bounds.lines / 2 || this.#characters >= this.#bounds.characters / 2
  }

  get charactersPerPiece(): number {
    return this.#characters / (this.#last - this.#first + 1)
  }

  clear(): void {
    this.#lines = []
    this.#characters = 0
    this.#first = 0
    this.#last = 0
    this.#shown = null
  }

  /** Takes the piece behind the last one; returns how many lines it has. */
  append(piece: Piece): number {
    const lines = linesOf(piece, this.#coloursAtEnd(piece.stream))
    if (this.#lines.length === 0) this.#first = piece.position
    this.#last = piece.position
    for (const line of lines) this.#lines.push(line)
    this.#characters += charactersOf(lines)
    this.#shown = null
    return lines.length
  }

  /** Takes the pieces in front of the first one, if it is still that. */
  prepend(pieces: readonly Piece[]): void {
    const earlier = new OutputWindow(this.#bounds)
    for (const piece of pieces) earlier.append(piece)
    if (earlier.#last !== this.#first - 1 || earlier.#lines.length === 0) return
    this.#first = earlier.#first
    this.#lines = [...earlier.#lines, ...this.#lines]
    this.#characters += earlier.#characters
    this.#shown = null
  }

  /** Makes room at its beginning, once it is a quarter over its bounds: not for every line that comes. */
  trimBeginning(): void {
    const { lines, characters } = this.#bounds
    if (this.#lines.length <= lines * 1.25 && this.#characters <= characters * 1.25) return
    let count = 0
    let left = this.#characters
    while (this.#lines.length - count > lines || left > characters) left -= this.#lines[count++]?.text.length ?? 0
    while (count > 0 && count < this.#lines.length && this.#lines[count]?.position === this.#lines[count - 1]?.position) count += 1
    // The last piece stays, however big it is.
    if (count >= this.#lines.length) count = this.#lines.findIndex(({ position }) => position === this.#last)
    this.#characters -= charactersOf(this.#lines.splice(0, count))
    this.#first = this.#lines[0]?.position ?? this.#first
    this.#shown = null
  }

  /** Makes room at its end. */
  trimEnd(): void {
    while (this.#first < this.#last && this.isFull) {
      const begin = this.#lines.findLastIndex(({ position }) => position !== this.#last) + 1
      this.#characters -= charactersOf(this.#lines.splice(begin))
      this.#last = this.#lines.at(-1)?.position ?? this.#first
      this.#shown = null
    }
  }

  #coloursAtEnd(stream: Piece['stream']): string {
    const line = this.#lines.at(-1)?.stream === stream ? this.#lines.at(-1) : this.#lines.findLast((each) => each.stream === stream)
    return line ? coloursAfter(line.colours, line.text) : ''
  }
}

function charactersOf(lines: readonly TextLine[]): number {
  return lines.reduce((sum, line) => sum + line.text.length, 0)
}
