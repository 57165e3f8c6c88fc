/** A document of a chunk, as it lies on a project's base branch. */

export interface ChunkFile {
  /** From the top of the repository. */
  readonly path: string
  /** The name of its content in git. */
  readonly object: string
  /** In bytes. */
  readonly size: number
}
