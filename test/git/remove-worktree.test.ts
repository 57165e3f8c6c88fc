import { mkdir, readFile, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { statOrNull } from '../../src/git/file-system.ts'
import type { PreparedWorktree } from '../../src/git/prepare-worktree.ts'
import { removeWorktree } from '../../src/git/remove-worktree.ts'
import { describeUnmergedWork } from '../../src/git/unmerged-work.ts'
import { commit, operatorGit, sampleRepository, worktreeOf, write, type Sample } from './sample-repository.ts'

function remove(sample: Sample, worktree: Pick<PreparedWorktree, 'path' | 'branch'>, force = false) {
  const { repository, worktreesDir } = sample
  return removeWorktree(sample.git, { repository, worktreesDir, baseBranch: 'main', path: worktree.path, branch: worktree.branch, force })
}

async function branches({ repository }: Sample): Promise<string> {
  return operatorGit(repository, 'for-each-ref', '--format=%(refname:short)', 'refs/heads/')
}

describe('removing a worktree', () => {
  it('removes worktree and branch when everything is on the base branch', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await commit(worktree.path, { 'unit.txt': 'unit\n' })
    await write(worktree.path, 'node_modules.ignored', 'ignored files are not work\n')
    await operatorGit(sample.repository, 'merge', '--quiet', '--ff-only', worktree.branch)
    expect(await remove(sample, worktree)).toEqual({ backupRef: null })
    expect(await statOrNull(worktree.path)).toBeNull()
    expect(await branches(sample)).toBe('main')
    expect((await operatorGit(sample.repository, 'worktree', 'list')).split('\n')).toHaveLength(1)
  })

  it('is fine with what is gone already, twice too', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await rm(worktree.path, { recursive: true })
    expect(await remove(sample, worktree)).toEqual({ backupRef: null })
    expect(await remove(sample, worktree)).toEqual({ backupRef: null })
    expect((await operatorGit(sample.repository, 'worktree', 'list')).split('\n')).toHaveLength(1)
  })

  const atRisk: [
    what: string,
    make: (worktree: PreparedWorktree) => Promise<unknown>,
    found: { uncommitted: string[]; unmergedCommits: number },
  ][] = [
    ['a commit that is not on the base branch', ({ path }) => commit(path, { 'a.txt': 'a\n' }), { uncommitted: [], unmergedCommits: 1 }],
    ['an edited file', ({ path }) => write(path, 'shared.txt', 'edited\n'), { uncommitted: ['shared.txt'], unmergedCommits: 0 }],
    [
      'new files',
      async ({ path }) => {
        await write(path, 'new/a b.txt', 'new\n')
        await write(path, 'new/ü\n.txt', 'new\n')
      },
      { uncommitted: ['new/a b.txt', 'new/ü\n.txt'], unmergedCommits: 0 },
    ],
    ['a staged deletion', ({ path }) => operatorGit(path, 'rm', '--quiet', 'gone.txt'), { uncommitted: ['gone.txt'], unmergedCommits: 0 }],
    [
      'a commit at a detached HEAD',
      async ({ path }) => {
        await operatorGit(path, 'checkout', '--quiet', '--detach')
        await commit(path, { 'a.txt': 'a\n' })
      },
      { uncommitted: [], unmergedCommits: 1 },
    ],
    [
      'files at a detached HEAD',
      async ({ path }) => {
        await operatorGit(path, 'checkout', '--quiet', '--detach')
        await commit(path, { 'a.txt': 'a\n' })
        await write(path, 'c.txt', 'c\n')
      },
      { uncommitted: ['c.txt'], unmergedCommits: 1 },
    ],
    [
      'commits and files',
      async ({ path }) => {
        await commit(path, { 'a.txt': 'a\n' })
        await commit(path, { 'a.txt': 'b\n' })
        await write(path, 'c.txt', 'c\n')
      },
      { uncommitted: ['c.txt'], unmergedCommits: 2 },
    ],
  ]

  it.each(atRisk)('refuses for %s, and keeps all of it in a backup ref when forced', async (_, make, found) => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await make(worktree)
    expect(await describeUnmergedWork(sample.git, worktree)).toEqual(found)
    await expect(remove(sample, worktree)).rejects.toMatchObject({ code: 'UNMERGED_WORK' })
    expect(await statOrNull(worktree.path)).not.toBeNull()
    expect(await branches(sample)).toBe('main\nsignalbox/chunk')

    const head = await operatorGit(worktree.path, 'rev-parse', 'HEAD')
    await operatorGit(worktree.path, 'add', '--all')
    const tree = await operatorGit(worktree.path, 'write-tree')
    const { backupRef } = await remove(sample, worktree, true)
    expect(backupRef).toMatch(/^refs\/signalbox\/backup\/chunk-[0-9a-f]{12}$/)
    expect(await operatorGit(sample.repository, 'rev-parse', `${backupRef}^{tree}`)).toBe(tree)
    await operatorGit(sample.repository, 'merge-base', '--is-ancestor', head, backupRef ?? '')
    expect(await statOrNull(worktree.path)).toBeNull()
    expect(await branches(sample)).toBe('main')
  })

  it('keeps the commits of a branch whose worktree is gone when forced', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    const tip = await commit(worktree.path, { 'a.txt': 'a\n' })
    await rm(worktree.path, { recursive: true })
    await expect(remove(sample, worktree)).rejects.toMatchObject({ code: 'UNMERGED_WORK' })
    const { backupRef } = await remove(sample, worktree, true)
    expect(await operatorGit(sample.repository, 'rev-parse', backupRef ?? '')).toBe(tip)
  })

  it('never removes a folder that is no worktree any more, not even when forced', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await rm(join(worktree.path, '.git'))
    await write(worktree.path, 'precious.txt', 'precious\n')
    await expect(describeUnmergedWork(sample.git, worktree)).rejects.toMatchObject({ code: 'UNMERGED_WORK' })
    await expect(remove(sample, worktree)).rejects.toMatchObject({ code: 'UNMERGED_WORK' })
    await remove(sample, worktree, true)
    expect(await readFile(join(worktree.path, 'precious.txt'), 'utf8')).toBe('precious\n')
  })

  it('does not delete a repository inside the worktree that no backup can hold', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await mkdir(join(worktree.path, 'cloned'))
    await operatorGit(join(worktree.path, 'cloned'), 'init', '--quiet')
    await commit(join(worktree.path, 'cloned'), { 'inner.txt': 'inner\n' })
    await expect(remove(sample, worktree)).rejects.toMatchObject({ code: 'UNMERGED_WORK' })
    await expect(remove(sample, worktree, true)).rejects.toMatchObject({ code: 'UNMERGED_WORK' })
    expect(await readFile(join(worktree.path, 'cloned/inner.txt'), 'utf8')).toBe('inner\n')
  })

  it('never removes the main worktree, nor anything that is not below the folder of worktrees', async () => {
    const sample = await sampleRepository()
    const { branch } = await worktreeOf(sample, 'chunk')
    const outside = join(sample.folder, 'outside')
    await operatorGit(sample.repository, 'worktree', 'add', '--quiet', '-b', 'mine', outside)
    await symlink(sample.repository, join(sample.worktreesDir, 'link'))
    for (const path of [
      sample.repository,
      outside,
      sample.worktreesDir,
      join(sample.worktreesDir, '..'),
      join(sample.worktreesDir, 'link'),
      sample.folder,
      '/',
    ]) {
      await expect(remove(sample, { path, branch }, true)).rejects.toThrow('Refused to remove')
    }
    const around = { ...sample, worktreesDir: sample.folder }
    await expect(remove(around, { path: sample.repository, branch }, true)).rejects.toThrow('Refused to remove')
    await expect(remove(sample, { path: join(sample.worktreesDir, 'demo/chunk'), branch: 'main' }, true)).rejects.toThrow(
      'Refused to remove',
    )
    expect(await readFile(join(sample.repository, 'shared.txt'), 'utf8')).toBe('one\n')
    expect(await readFile(join(outside, 'shared.txt'), 'utf8')).toBe('one\n')
    expect(await branches(sample)).toBe('main\nmine\nsignalbox/chunk')
  })

  it('does not delete a branch that the operator has checked out', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await operatorGit(worktree.path, 'checkout', '--quiet', '--detach')
    await operatorGit(sample.repository, 'checkout', '--quiet', worktree.branch)
    await remove(sample, worktree)
    expect(await operatorGit(sample.repository, 'status', '--porcelain', '--branch')).toBe('## signalbox/chunk')
  })
})
