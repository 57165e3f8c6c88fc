/** The patches of a comparison, file by file, out of one git command. However much it prints, only what may be shown is held. */
import type { Git } from './git.ts'
import { type Comparison, diffArguments } from './diff-files.ts'

/** A patch that is bigger is left out. */
export const MAX_PATCH_BYTES = 200 * 1024
/** All patches of one answer; what would go beyond is left out. */
export const MAX_PATCHES_BYTES = 1024 * 1024
/** git is stopped when it has printed so much, and what comes then is left out. */
const MAX_READ_BYTES = 64 * 1024 * 1024

/** Where a file begins. A line of a file's content never looks like that: it has a mark before it, and a name with a line break is quoted. */
const START = Buffer.from('\ndiff --git ')

/** The first `count` sections of the patch, each from its line `diff --git` on; null for one that is left out. */
export async function readSections(git: Git, comparison: Comparison, count: number): Promise<(string | null)[]> {
  const cutter = new SectionCutter(count)
  await git.stream(comparison.repository, diffArguments(comparison, '--patch', '--unified=3'), (bytes) => cutter.take(bytes))
  return cutter.end()
}

/** Takes what git prints in pieces of any size. */
export class SectionCutter {
  readonly #count: number
  readonly #sections: (string | null)[] = []
  /** The bytes of the section that is being read; null before the first one, and for one that is left out. */
  #pieces: Buffer[] | null = null
  #isOpen = false
  #size = 0
  #kept = 0
  #read = 0
  /** The end of what was read: a start that is not complete yet may be in it. */
  #rest = Buffer.from('\n')

  constructor(count: number) {
    this.#count = count
  }

  /** Answers whether there is more to read. */
  take(bytes: Buffer): boolean {
    this.#read += bytes.length
    const all = Buffer.concat([this.#rest, bytes])
    let from = 0
    for (let at = all.indexOf(START); at !== -1; at = all.indexOf(START, at + 1)) {
      this.#add(all.subarray(from, at + 1))
      this.#close()
      if (this.#sections.length === this.#count) return false
      this.#isOpen = true
      this.#pieces = []
      from = at + 1
    }
    const certain = Math.max(from, all.length - START.length + 1)
    this.#add(all.subarray(from, certain))
    this.#rest = all.subarray(certain)
    return this.#read <= MAX_READ_BYTES
  }

  end(): (string | null)[] {
    if (this.#read > MAX_READ_BYTES) this.#pieces = null
    this.#add(this.#rest)
    this.#close()
    if (this.#sections.length < this.#count && this.#read <= MAX_READ_BYTES) {
      throw new Error(`git shows ${this.#sections.length} sections of a patch that must have ${this.#count}.`)
    }
    return Array.from({ length: this.#count }, (_, index) => this.#sections[index] ?? null)
  }

  #add(bytes: Buffer): void {
    if (this.#pieces === null) return
    this.#size += bytes.length
    if (this.#size > MAX_PATCH_BYTES || this.#kept + this.#size > MAX_PATCHES_BYTES) this.#pieces = null
    else this.#pieces.push(bytes)
  }

  #close(): void {
    if (this.#isOpen) this.#sections.push(this.#pieces === null ? null : Buffer.concat(this.#pieces).toString('utf8'))
    if (this.#pieces !== null) this.#kept += this.#size
    this.#isOpen = false
    this.#pieces = null
    this.#size = 0
  }
}
