/** Stages what a worktree holds, and notices what git cannot hold. */
import { GitError } from './git-error.ts'
import { CHECKOUT_DEADLINE_MS, type Git } from './git.ts'
import { splitNul } from './parse.ts'

interface Staged {
  /** Whether the index differs from HEAD. */
  readonly changed: boolean
  /** A repository inside the worktree, or null: git would commit a bare pointer to it, and its files would be in no commit of ours. */
  readonly nested: string | null
}

/** `git add --all`, into the worktree's own index or into `indexFile`. */
export async function stageEverything(git: Git, path: string, indexFile?: string): Promise<Staged> {
  const index = indexFile === undefined ? {} : { indexFile }
  try {
    await git.run(path, ['add', '--all'], { deadlineMs: CHECKOUT_DEADLINE_MS, ...index })
  } catch (error) {
    const nested = error instanceof GitError ? /'([^]+)' does not have a commit checked out/.exec(error.stderr)?.[1] : undefined
    if (nested === undefined) throw error
    return { changed: true, nested }
  }
  const { stdout } = await git.run(path, ['diff-index', '--cached', '--raw', '--no-renames', '-z', 'HEAD', '--'], index)
  const fields = splitNul(stdout)
  const pointer = fields.findIndex((field) => /^:(?!160000)\d+ 160000 /.test(field))
  return { changed: fields.length > 0, nested: pointer === -1 ? null : (fields[pointer + 1] ?? null) }
}
