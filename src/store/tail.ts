/**
 * The newest changes of all projects, kept for whoever follows a log near its head. Bounded in number and in bytes, for all
 * projects together: the oldest go first. Of each project it holds one contiguous piece of the log and nothing else.
 */
import type { Change } from '../domain/change.ts'

const MAX_CHANGES = 2_000
const MAX_BYTES = 16 * 1024 * 1024

export class Tail {
  readonly #pieces = new Map<string, Change[]>()
  /** Each change that is held and its size in bytes, in the order in which they came. */
  readonly #sizes = new Map<Change, number>()
  #bytes = 0

  /** A change that is not the next one of its project starts the project's piece anew; one that is older is left out. */
  add(change: Change): void {
    const last = this.#pieces.get(change.projectId)?.at(-1)
    if (last && change.sequence <= last.sequence) return
    if (last && change.sequence > last.sequence + 1) this.#forget(change.projectId)
    const piece = this.#pieces.get(change.projectId)
    if (piece) piece.push(change)
    else this.#pieces.set(change.projectId, [change])
    const bytes = encodedBytes(change)
    this.#sizes.set(change, bytes)
    this.#bytes += bytes
    for (const oldest of this.#sizes.keys()) {
      if (this.#sizes.size <= MAX_CHANGES && this.#bytes <= MAX_BYTES) break
      this.#drop(oldest)
    }
  }

  /** Up to `count` changes after `position`, none at the head; null where they have to be read from the log. */
  after(projectId: string, position: number, count: number): readonly Change[] | null {
    const piece = this.#pieces.get(projectId)
    const first = piece?.[0]
    if (!piece || !first || position < first.sequence - 1) return null
    const index = position - first.sequence + 1
    return piece.slice(index, index + count)
  }

  #forget(projectId: string): void {
    for (const change of this.#pieces.get(projectId)?.slice() ?? []) this.#drop(change)
  }

  /** `change` is the oldest of its project. */
  #drop(change: Change): void {
    this.#bytes -= this.#sizes.get(change) ?? 0
    this.#sizes.delete(change)
    const piece = this.#pieces.get(change.projectId)
    piece?.shift()
    if (piece?.length === 0) this.#pieces.delete(change.projectId)
  }
}

/** As its state lies in the log. What a change has besides is small, and counted by the number of changes. */
function encodedBytes({ snapshot }: Change): number {
  return Buffer.byteLength(JSON.stringify(snapshot))
}
