/** Lists that git prints with `-z`, read as they come: a repository may have more of anything than fits into memory. */
import type { Git, RunOptions } from './git.ts'

/** The first `most` items, and whether there are more. Throws GitError. */
export async function collectNames(
  git: Git,
  directory: string,
  args: readonly string[],
  most: number,
  options: RunOptions = {},
): Promise<{ names: string[]; more: boolean }> {
  const names: string[] = []
  await eachName(git, directory, args, (name) => names.push(name) <= most, options)
  return { names: names.slice(0, most), more: names.length > most }
}

/** Hands over one item after the other, until `take` answers false. Throws GitError. */
export async function eachName(
  git: Git,
  directory: string,
  args: readonly string[],
  take: (name: string) => boolean,
  options: RunOptions = {},
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0)
  const takeBytes = (bytes: Buffer): boolean => {
    const end = bytes.lastIndexOf(0)
    if (end === -1) {
      rest = Buffer.concat([rest, bytes])
      return true
    }
    const names = Buffer.concat([rest, bytes.subarray(0, end)])
      .toString('utf8')
      .split('\0')
    rest = bytes.subarray(end + 1)
    return names.every((name) => take(name))
  }
  await git.stream(directory, args, takeBytes, options)
}
