/** What a git command prints, held as bytes and never more than so many of them. */
import type { Git, RunOptions } from './git.ts'

/** Null where it prints more than `most` bytes. Throws GitError. */
export async function collect(
  git: Git,
  directory: string,
  args: readonly string[],
  most: number,
  options: RunOptions = {},
): Promise<Buffer | null> {
  const pieces: Buffer[] = []
  let size = 0
  const take = (bytes: Buffer): boolean => {
    pieces.push(bytes)
    size += bytes.length
    return size <= most
  }
  await git.stream(directory, args, take, options)
  return size > most ? null : Buffer.concat(pieces)
}
