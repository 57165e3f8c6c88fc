/** Real repositories in temporary folders, for the tests of this room. They know nothing of the machine's git configuration. */
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { onTestFinished } from 'vitest'
import { Git } from '../../src/git/git.ts'
import { prepareWorktree, type PreparedWorktree } from '../../src/git/prepare-worktree.ts'

/** The environment of a user without any git configuration. */
export function plainEnvironment(home: string): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: home, GIT_CONFIG_NOSYSTEM: '1' }
}

export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'signalbox-git-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** git as an operator or an agent runs it. */
export async function operatorGit(directory: string, ...args: string[]): Promise<string> {
  const identity = {
    GIT_AUTHOR_NAME: 'Olga',
    GIT_AUTHOR_EMAIL: 'olga@example.org',
    GIT_COMMITTER_NAME: 'Olga',
    GIT_COMMITTER_EMAIL: 'olga@example.org',
  }
  const env = { ...plainEnvironment(directory), ...identity, GIT_EDITOR: ':' }
  const { stdout } = await execa('git', args, { cwd: directory, extendEnv: false, env })
  return stdout
}

export async function write(directory: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true })
  await writeFile(join(directory, path), text)
}

/** Writes files, commits all and returns the commit. */
export async function commit(directory: string, files: Readonly<Record<string, string>>, subject = 'work'): Promise<string> {
  for (const [path, text] of Object.entries(files)) await write(directory, path, text)
  await operatorGit(directory, 'add', '--all', '--force')
  await operatorGit(directory, 'commit', '--quiet', '-m', subject)
  return operatorGit(directory, 'rev-parse', 'HEAD')
}

export interface Sample {
  readonly folder: string
  /** The operator's checkout, on `main`. */
  readonly repository: string
  readonly worktreesDir: string
  readonly git: Git
  /** The first commit: `shared.txt`, `other.txt`, `gone.txt`, and `.gitignore` with `*.ignored`. */
  readonly first: string
}

export async function sampleRepository(name = 'repository'): Promise<Sample> {
  const folder = await temporaryFolder()
  const repository = join(folder, name)
  await mkdir(repository)
  await operatorGit(repository, 'init', '--quiet', '--template=', '--initial-branch=main')
  const first = await commit(
    repository,
    { 'shared.txt': 'one\n', 'other.txt': 'other\n', 'gone.txt': 'gone\n', '.gitignore': '*.ignored\n' },
    'first',
  )
  return { folder, repository, worktreesDir: join(folder, 'worktrees'), git: new Git(plainEnvironment(folder)), first }
}

/** The worktree of a unit; fails where it is not ready. */
export async function worktreeOf(sample: Sample, chunk: string): Promise<PreparedWorktree & { repository: string; baseBranch: string }> {
  const { git, repository, worktreesDir } = sample
  const prepared = await prepareWorktree(git, { repository, worktreesDir, project: 'demo', chunk, baseBranch: 'main' })
  if (prepared.outcome !== 'ready') throw new Error(prepared.detail)
  return { ...prepared, repository, baseBranch: 'main' }
}
