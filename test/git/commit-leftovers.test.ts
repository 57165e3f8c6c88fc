import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commitLeftovers } from '../../src/git/commit-leftovers.ts'
import { commit, operatorGit, sampleRepository, worktreeOf, write } from './sample-repository.ts'

const MESSAGE = { subject: 'Implement the chunk', trailers: { 'Signalbox-Chunk': 'chunk', 'Signalbox-Phase': 'IMPLEMENT' } }

describe('committing leftovers', () => {
  it('commits new, changed and deleted files, and none that are ignored', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await write(worktree.path, 'new.txt', 'new\n')
    await write(worktree.path, 'build.ignored', 'ignored\n')
    await write(worktree.path, 'shared.txt', 'changed\n')
    await rm(join(worktree.path, 'gone.txt'))
    const result = await commitLeftovers(sample.git, worktree, MESSAGE)
    expect(result).toEqual({
      outcome: 'committed',
      commit: await operatorGit(sample.repository, 'rev-parse', 'refs/heads/signalbox/chunk'),
    })
    expect(await operatorGit(worktree.path, 'show', '--name-status', '--format=%B', 'HEAD')).toBe(
      'Implement the chunk\n\nSignalbox-Chunk: chunk\nSignalbox-Phase: IMPLEMENT\n\n\nD\tgone.txt\nA\tnew.txt\nM\tshared.txt',
    )
    expect(await operatorGit(worktree.path, 'log', '-1', '--format=%(trailers:key=Signalbox-Phase,valueonly)')).toBe('IMPLEMENT\n')
    expect(await operatorGit(worktree.path, 'log', '-1', '--format=%an <%ae> %cn')).toBe('signalbox <signalbox@localhost> signalbox')
  })

  it('commits as whom the repository is configured for, and fills in only what is missing', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await operatorGit(sample.repository, 'config', 'user.name', 'Ada Lovelace')
    await write(worktree.path, 'new.txt', 'new\n')
    await commitLeftovers(sample.git, worktree, MESSAGE)
    expect(await operatorGit(worktree.path, 'log', '-1', '--format=%an <%ae>')).toBe('Ada Lovelace <signalbox@localhost>')
  })

  it('commits nothing where nothing is left, and not what the agent committed itself', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    const tip = await commit(worktree.path, { 'done.txt': 'done\n' })
    expect(await commitLeftovers(sample.git, worktree, MESSAGE)).toEqual({ outcome: 'committed', commit: null })
    expect(await operatorGit(worktree.path, 'rev-parse', 'HEAD')).toBe(tip)
  })

  it.each([
    ['--amend', '--amend'],
    ['-m x', '-m x'],
    ['# no comment', '# no comment'],
    ['two\nlines\r\nand\0more\u2028yet', 'two lines and more yet'],
    ['$(touch pwned) `id` "quoted" \'x\'', '$(touch pwned) `id` "quoted" \'x\''],
    [' \n\t', 'Work on chunk'],
    ['信号 🚦', '信号 🚦'],
  ])('takes the subject %j as %j', async (subject, expected) => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await write(worktree.path, 'new.txt', 'new\n')
    await commitLeftovers(sample.git, worktree, { subject, trailers: { Chunk: 'a\nFake: b' } })
    expect(await operatorGit(worktree.path, 'log', '-1', '--format=%B')).toBe(`${expected}\n\nChunk: a Fake: b\n`)
    expect(await operatorGit(worktree.path, 'rev-parse', 'HEAD~1')).toBe(sample.first)
  })

  it.each(['with space.txt', '-dash', 'quote\'s "it".txt', 'two\nlines.txt', 'ümläut 信号.txt', ':colon', '*'])(
    'commits a file called %j',
    async (name) => {
      const sample = await sampleRepository()
      const worktree = await worktreeOf(sample, 'chunk')
      await write(worktree.path, name, 'content\n')
      await commitLeftovers(sample.git, worktree, MESSAGE)
      expect(await operatorGit(worktree.path, 'ls-tree', '-z', '--name-only', 'HEAD')).toContain(`${name}\0`)
    },
  )

  it('runs no hook and asks for no signature', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await operatorGit(sample.repository, 'config', 'commit.gpgSign', 'true')
    await operatorGit(sample.repository, 'config', 'core.hooksPath', join(sample.folder, 'hooks'))
    await write(sample.folder, 'hooks/pre-commit', '#!/bin/sh\nexit 1\n')
    await operatorGit(sample.repository, '-c', `alias.executable=!chmod +x '${sample.folder}/hooks/pre-commit'`, 'executable')
    await write(worktree.path, 'new.txt', 'new\n')
    expect(await commitLeftovers(sample.git, worktree, MESSAGE)).toMatchObject({
      outcome: 'committed',
      commit: expect.any(String) as string,
    })
  })

  it('removes the lock that a killed git of the agent left', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await write(worktree.path, 'new.txt', 'new\n')
    await write(sample.repository, '.git/worktrees/chunk/index.lock', '')
    expect(await commitLeftovers(sample.git, worktree, MESSAGE)).toMatchObject({ commit: expect.any(String) as string })
  }, 15_000)
})

describe('a stray worktree', () => {
  const diverge = async (worktree: { path: string; repository: string }) => {
    await commit(worktree.path, { 'shared.txt': 'unit\n' })
    await commit(worktree.repository, { 'shared.txt': 'base\n' })
  }
  const table: [state: string, make: (worktree: { path: string; repository: string }) => Promise<unknown>][] = [
    ['detached-head', ({ path }) => operatorGit(path, 'checkout', '--quiet', '--detach')],
    ['other-branch', ({ path }) => operatorGit(path, 'checkout', '--quiet', '-b', 'own-idea')],
    [
      'rebase',
      async (worktree) => {
        await diverge(worktree)
        await operatorGit(worktree.path, 'rebase', 'main').catch(() => null)
      },
    ],
    [
      'merge',
      async (worktree) => {
        await diverge(worktree)
        await operatorGit(worktree.path, 'merge', 'main').catch(() => null)
      },
    ],
    [
      'cherry-pick',
      async (worktree) => {
        await diverge(worktree)
        await operatorGit(worktree.path, 'cherry-pick', 'main').catch(() => null)
      },
    ],
    [
      'revert',
      async ({ path }) => {
        await commit(path, { 'shared.txt': 'two\n' })
        await commit(path, { 'shared.txt': 'three\n' })
        await operatorGit(path, 'revert', 'HEAD~1').catch(() => null)
      },
    ],
    ['not-a-worktree', ({ path }) => rm(join(path, '.git'))],
    [
      'not-a-worktree',
      async ({ path }) => {
        await rm(join(path, '.git'))
        await operatorGit(path, 'init', '--quiet')
      },
    ],
    [
      'not-a-worktree',
      async ({ path }) => {
        await rm(join(path, '.git'))
        await operatorGit(path, 'init', '--quiet', `--separate-git-dir=${path}.git`)
      },
    ],
    ['missing', ({ path }) => rm(path, { recursive: true })],
    [
      'nested-repository',
      async ({ path }) => {
        await mkdir(join(path, 'cloned'))
        await operatorGit(join(path, 'cloned'), 'init', '--quiet')
      },
    ],
    [
      'nested-repository',
      async ({ path }) => {
        await mkdir(join(path, 'cloned'))
        await operatorGit(join(path, 'cloned'), 'init', '--quiet')
        await commit(join(path, 'cloned'), { 'inner.txt': 'inner\n' })
      },
    ],
  ]

  it.each(table)('is named %s, and no commit is made', async (state, make) => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await make(worktree)
    if (state !== 'missing') await write(worktree.path, 'left.txt', 'left\n')
    const refs = await operatorGit(sample.repository, 'for-each-ref')
    expect(await commitLeftovers(sample.git, worktree, MESSAGE)).toMatchObject({
      outcome: 'stray',
      state,
      detail: expect.stringContaining(state === 'nested-repository' ? 'cloned' : worktree.path) as string,
    })
    expect(await operatorGit(sample.repository, 'for-each-ref')).toBe(refs)
  })

  it('inside the operator’s checkout does not make signalbox commit there', async () => {
    const sample = await sampleRepository()
    const inside = { ...sample, worktreesDir: join(sample.repository, '.signalbox', 'worktrees') }
    const worktree = await worktreeOf(inside, 'chunk')
    await rm(join(worktree.path, '.git'))
    await write(worktree.path, 'left.txt', 'left\n')
    expect(await commitLeftovers(sample.git, worktree, MESSAGE)).toMatchObject({ outcome: 'stray', state: 'not-a-worktree' })
    expect(await operatorGit(sample.repository, 'rev-parse', 'main')).toBe(sample.first)
  })
})
