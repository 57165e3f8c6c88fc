/** Whether a path is a repository that signalbox can work on, and which base branch it has. */
import { stat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { SignalboxError } from '../domain/errors.ts'
import { branchTips } from './branch.ts'
import { canonicalPath, statOrNull } from './file-system.ts'
import { GitError } from './git-error.ts'
import type { Git } from './git.ts'
import { oneLine } from './parse.ts'
import { listWorktrees, type ListedWorktree } from './worktree-list.ts'

/** Beyond it no file system has room for the file of a branch. */
const LONGEST_BRANCH = 255

interface InspectedRepository {
  /** The main worktree's top folder, or a bare repository's own, with symbolic links resolved: the one name of this repository. */
  readonly topLevel: string
  readonly baseBranch: string
}

/**
 * Looks at a repository before it becomes a project. `path` may be any folder in any worktree of it, or a bare repository.
 * `baseBranch` null chooses the branch that is checked out in the main worktree.
 * Throws SignalboxError VALIDATION_FAILED with the field `repositoryPath` or `baseBranch`.
 */
export async function inspectRepository(git: Git, path: string, baseBranch: string | null): Promise<InspectedRepository> {
  if (path.includes('\0')) throw badPath('Expected the path of a git repository, found one with a NUL character in it.')
  if (baseBranch?.includes('\0')) throw badBase('Expected the name of a branch, found one with a NUL character in it.')
  if (baseBranch !== null && baseBranch.length > LONGEST_BRANCH) {
    throw badBase(`Expected the name of a branch, of ${LONGEST_BRANCH} characters at most; found one of ${baseBranch.length}.`)
  }
  const main = await mainWorktree(git, path)
  const topLevel = main.path
  const chosen = baseBranch ?? (await checkedOutBranch(git, topLevel))
  const tips = await branchTips(git, topLevel, [chosen, 'signalbox'])
  if (!tips.has(chosen)) {
    if (await isEmpty(git, topLevel)) {
      throw badPath(
        `The repository at "${topLevel}" is empty: signalbox starts every branch from a commit. Make a first commit and try again.`,
      )
    }
    throw badBase(
      `Expected a branch of the repository at "${topLevel}", found no branch "${chosen}". \`git branch\` shows those that there are.`,
    )
  }
  if (tips.has('signalbox')) {
    throw badPath(
      `The repository at "${topLevel}" has a branch "signalbox", so git has no room for branches "signalbox/…". Rename it: git branch -m signalbox NAME.`,
    )
  }
  return { topLevel, baseBranch: chosen }
}

/** The folder that all worktrees of a repository share: objects, refs, configuration. `repository` is a `topLevel`. */
export async function commonDirectory(repository: string): Promise<string> {
  const inside = join(repository, '.git')
  return (await statOrNull(inside)) === null ? repository : inside
}

async function mainWorktree(git: Git, path: string): Promise<ListedWorktree> {
  if (!isAbsolute(path)) throw badPath(`Expected the absolute path of a git repository, found "${path}".`)
  const found = await looked(path, statOrNull(path))
  if (found === null) throw badPath(`Expected the path of a git repository, found nothing at "${path}". Check the path.`)
  // A symbolic link to a folder is as good as the folder.
  const directory = await looked(path, canonicalPath(path))
  if (!(await stat(directory)).isDirectory()) throw badPath(`Expected the folder of a git repository, found a file at "${path}".`)
  const [main] = await listed(git, directory)
  if (main === undefined) throw badPath(`git knows of no worktree at "${path}".`)
  if (!main.bare && (await statOrNull(join(main.path, '.git'))) === null) {
    throw badPath(
      `The git folder of "${path}" is apart from its checkout (a submodule, or made with --separate-git-dir). Give signalbox a clone of its own.`,
    )
  }
  return { ...main, path: resolve(main.path) }
}

/** What the system will not look at is no repository: a link to itself, a path that is too long, a folder of somebody else. */
async function looked<T>(path: string, look: Promise<T>): Promise<T> {
  return look.catch((error: NodeJS.ErrnoException) => {
    throw badPath(`Expected the path of a git repository; "${path.slice(0, 200)}" cannot be looked at: ${error.code ?? error.message}.`)
  })
}

async function listed(git: Git, directory: string): Promise<ListedWorktree[]> {
  try {
    return await listWorktrees(git, directory, { searchParents: true })
  } catch (error) {
    // 128 is how git says that it does not take this for a repository: none there, owned by somebody else, or broken.
    if (error instanceof GitError && error.exitCode === 128) {
      throw badPath(
        `Expected a git repository at "${directory}"; git says: ${error.reason}. Make one with \`git init\`, or check the path.`,
      )
    }
    throw error
  }
}

async function checkedOutBranch(git: Git, repository: string): Promise<string> {
  const { stdout } = await git.run(repository, ['symbolic-ref', '--quiet', 'HEAD'], { answers: [1] })
  const ref = oneLine(stdout)
  if (!ref.startsWith('refs/heads/')) {
    throw badBase(`No branch is checked out at "${repository}" to take as the base branch. Name one.`)
  }
  return ref.slice('refs/heads/'.length)
}

async function isEmpty(git: Git, repository: string): Promise<boolean> {
  return (await git.run(repository, ['for-each-ref', '--count=1', 'refs/heads/'])).stdout === ''
}

function badPath(message: string): SignalboxError {
  return new SignalboxError('VALIDATION_FAILED', message, 'repositoryPath')
}

function badBase(message: string): SignalboxError {
  return new SignalboxError('VALIDATION_FAILED', message, 'baseBranch')
}
