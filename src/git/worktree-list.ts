/** The worktrees that git knows of in a repository; the first one is the main worktree, or the bare repository itself. */
import type { Git, RunOptions } from './git.ts'

export interface ListedWorktree {
  readonly path: string
  readonly bare: boolean
  /** Null where nothing is checked out yet. */
  readonly head: string | null
  /** The full name of the ref that is checked out; null where HEAD is detached. */
  readonly ref: string | null
  /** Why it is locked, or null. git locks a worktree as `initializing` while it fills it. */
  readonly locked: string | null
}

export async function listWorktrees(
  git: Git,
  directory: string,
  options: Pick<RunOptions, 'searchParents'> = {},
): Promise<ListedWorktree[]> {
  const { stdout } = await git.run(directory, ['worktree', 'list', '--porcelain', '-z'], options)
  return stdout
    .split('\0\0')
    .filter((record) => record !== '')
    .map(parseRecord)
}

function parseRecord(record: string): ListedWorktree {
  const fields = new Map(
    record.split('\0').map((line): [string, string] => {
      const space = line.indexOf(' ')
      return space === -1 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)]
    }),
  )
  const head = fields.get('HEAD')
  return {
    path: fields.get('worktree') ?? '',
    bare: fields.has('bare'),
    head: head === undefined || /^0+$/.test(head) ? null : head,
    ref: fields.get('branch') ?? null,
    locked: fields.get('locked') ?? null,
  }
}
