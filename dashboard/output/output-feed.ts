/**
 * What a run says, from near its end and then live, for one view. It follows the end, and keeps a bounded part of it; or it is paused, and
 * keeps what is looked at: what comes meanwhile is counted, and read when somebody goes there. Views are told once a beat, however much came.
 */
import type { Client } from '@urql/core'
import { followOutput } from '../api/run-output.ts'
import type { OutputLine as Piece } from '../api/run-output.ts'
import type { Socket } from '../../src/client/socket.ts'
import { OutputWindow } from './output-window.ts'
import type { Bounds } from './output-window.ts'
import { MOST_PIECES, readAfter, readNewest } from './read-output.ts'
import type { TextLine } from './terminal-text.ts'

export interface OutputState {
  readonly lines: readonly TextLine[]
  /** `gone` is where there is no such run. */
  readonly step: 'reading' | 'live' | 'gone'
  /** Why something could not be read, in a sentence; what was read is shown. */
  readonly problem: string | null
  readonly isFollowing: boolean
  readonly hasEarlier: boolean
  readonly hasLater: boolean
  /** Lines that came while it was paused. */
  readonly missed: number
  /** Lines that came with this beat. */
  readonly burst: number
}

export interface OutputFeedOptions {
  readonly direct: Client
  readonly socket: Socket
  readonly run: string
  readonly nextBeat: (tell: () => void) => void
  readonly bounds?: Bounds
}

const BOUNDS: Bounds = { lines: 20_000, characters: 4_000_000 }
/** What is read at first: a little at once, and then up to so many pieces, or half of what is kept. */
const FIRST_READ = 100
const READ_AT_FIRST = 2_000
/** Of one page, in characters: a piece may have 65,536 of them. */
const PAGE_CHARACTERS = 500_000

export class OutputFeed {
  readonly #options: OutputFeedOptions
  readonly #window: OutputWindow
  readonly #listeners = new Set<() => void>()
  #stop = new AbortController()
  #newest = 0
  #step: OutputState['step'] = 'reading'
  /** `isFatal` is where nothing more comes. */
  #problem: { readonly sentence: string; readonly isFatal: boolean } | null = null
  #isFollowing = true
  #missed = 0
  #burst = 0
  #isReading = false
  #isTelling = false
  #state: OutputState

  constructor(options: OutputFeedOptions) {
    this.#options = options
    this.#window = new OutputWindow(options.bounds ?? BOUNDS)
    this.#state = this.#stateNow()
  }

  /** The same object until the next beat. */
  state = (): OutputState => this.#state

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Reads the end and follows it, until the returned function is called. */
  start(): () => void {
    this.#stop.abort()
    const stop = new AbortController()
    this.#stop = stop
    void this.#readAndFollow(stop.signal)
    return () => stop.abort()
  }

  /** Goes to the end, and stays there. */
  follow(): void {
    this.#isFollowing = true
    this.#missed = 0
    if (this.#window.last < this.#newest) this.start()
    else this.#window.trimBeginning()
    this.#changed()
  }

  pause(): void {
    this.#isFollowing = false
    this.#changed()
  }

  /** Tries again what failed; a page that failed is read again by whoever still looks there. */
  retry(): void {
    if (this.#problem?.isFatal) this.start()
    this.#problem = null
    this.#changed()
  }

  async readEarlier(): Promise<void> {
    const { first } = this.#window
    if (first <= 1) return
    const size = Math.min(this.#pageSize(), first - 1)
    await this.#read(first - size - 1, size, (pieces) => {
      this.#window.prepend(pieces)
      if (!this.#isFollowing) this.#window.trimEnd()
    })
  }

  async readLater(): Promise<void> {
    if (this.#window.last >= this.#newest) return
    await this.#read(this.#window.last, this.#pageSize(), (pieces) => {
      for (const piece of pieces) if (piece.position === this.#window.last + 1) this.#window.append(piece)
      this.#window.trimBeginning()
    })
  }

  async #readAndFollow(signal: AbortSignal): Promise<void> {
    const { direct, socket, run } = this.#options
    this.#problem = null
    this.#isReading = false
    try {
      const pieces = await readNewest(direct, run, FIRST_READ)
      if (signal.aborted) return
      this.#step = pieces ? 'live' : 'gone'
      this.#window.clear()
      for (const piece of pieces ?? []) this.#window.append(piece)
      this.#newest = this.#window.last
      this.#changed()
      if (!pieces) return
      void this.#fill(signal)
      const refusal = await followOutput(socket, run, (piece) => this.#take(piece), signal, this.#newest)
      if (!signal.aborted && refusal !== null) this.#fail(refusal, true)
    } catch (error) {
      if (!signal.aborted) this.#fail(error, true)
    }
  }

  /** Reads what is a little earlier, so that there is something to scroll to. */
  async #fill(signal: AbortSignal): Promise<void> {
    const { first, last } = this.#window
    if (first <= 1 || last - first >= READ_AT_FIRST || this.#window.isHalfFull) return
    await this.readEarlier()
    if (!signal.aborted && this.#window.first < first) await this.#fill(signal)
  }

  #take(piece: Piece): void {
    this.#newest = piece.position
    const isNext = this.#window.last === piece.position - 1
    const count = isNext && (this.#isFollowing || !this.#window.isFull) ? this.#window.append(piece) : countLines(piece.text)
    if (this.#isFollowing) this.#window.trimBeginning()
    else this.#missed += count
    this.#burst += count
    this.#changed()
  }

  async #read(after: number, first: number, take: (pieces: readonly Piece[]) => void): Promise<void> {
    if (this.#isReading) return
    this.#isReading = true
    const { signal } = this.#stop
    try {
      const pieces = await readAfter(this.#options.direct, this.#options.run, after, first)
      if (!signal.aborted) take(pieces)
    } catch (error) {
      if (!signal.aborted) this.#fail(error, false)
    } finally {
      this.#isReading = false
      this.#changed()
    }
  }

  /** Fewer pieces where they are big ones. */
  #pageSize(): number {
    return Math.max(10, Math.min(MOST_PIECES, Math.floor(PAGE_CHARACTERS / Math.max(1, this.#window.charactersPerPiece))))
  }

  #fail(reason: unknown, isFatal: boolean): void {
    this.#problem = { sentence: reason instanceof Error ? reason.message : String(reason), isFatal }
    this.#changed()
  }

  #changed(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    this.#options.nextBeat(() => {
      this.#isTelling = false
      this.#state = this.#stateNow()
      this.#burst = 0
      for (const listener of this.#listeners) listener()
    })
  }

  #stateNow(): OutputState {
    const { lines, first, last } = this.#window
    return {
      lines,
      step: this.#step,
      problem: this.#problem?.sentence ?? null,
      isFollowing: this.#isFollowing,
      hasEarlier: first > 1,
      hasLater: last < this.#newest,
      missed: this.#missed,
      burst: this.#burst,
    }
  }
}

function countLines(text: string): number {
  return Math.max(1, text.replace(/\n$/, '').split('\n').length)
}
