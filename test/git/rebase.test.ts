import { describe, expect, it } from 'vitest'
import { rebaseOntoBase } from '../../src/git/rebase.ts'
import { commit, operatorGit, sampleRepository, worktreeOf, write } from './sample-repository.ts'

describe('rebasing onto the base branch', () => {
  it('puts the branch’s commits on the base branch’s tip', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await commit(worktree.path, { 'unit.txt': 'unit\n' }, 'unit work')
    const base = await commit(sample.repository, { 'base.txt': 'base\n' }, 'base work')
    const result = await rebaseOntoBase(sample.git, worktree)
    expect(result).toEqual({ outcome: 'rebased', base, tip: await operatorGit(sample.repository, 'rev-parse', 'signalbox/chunk') })
    expect(await operatorGit(worktree.path, 'log', '--format=%s')).toBe('unit work\nbase work\nfirst')
  })

  it('does nothing where the branch stands on the base branch’s tip already', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    const tip = await commit(worktree.path, { 'unit.txt': 'unit\n' })
    expect(await rebaseOntoBase(sample.git, worktree)).toEqual({ outcome: 'rebased', base: sample.first, tip })
  })

  it('names the files in conflict and leaves branch and worktree as they were', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await commit(worktree.path, { 'fine.txt': 'fine\n' })
    const tip = await commit(worktree.path, { 'shared.txt': 'unit\n', 'new\nline.txt': 'unit\n', 'other.txt': 'unit\n' })
    await commit(sample.repository, { 'shared.txt': 'base\n', 'new\nline.txt': 'base\n' })
    await operatorGit(sample.repository, 'rm', '--quiet', 'other.txt')
    await commit(sample.repository, {})
    expect(await rebaseOntoBase(sample.git, worktree)).toEqual({ outcome: 'conflict', files: ['new\nline.txt', 'other.txt', 'shared.txt'] })
    expect(await operatorGit(worktree.path, 'rev-parse', 'HEAD', 'signalbox/chunk')).toBe(`${tip}\n${tip}`)
    expect(await operatorGit(worktree.path, 'status')).toBe('On branch signalbox/chunk\nnothing to commit, working tree clean')
  })

  it('keeps how an agent resolved the conflicts when it merged the base branch itself', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await commit(worktree.path, { 'shared.txt': 'unit\n' })
    await commit(sample.repository, { 'shared.txt': 'base\n' })
    await operatorGit(worktree.path, 'merge', 'main').catch(() => null)
    await commit(worktree.path, { 'shared.txt': 'both\n' }, 'resolve')
    const base = await commit(sample.repository, { 'base.txt': 'later\n' })
    expect(await rebaseOntoBase(sample.git, worktree)).toMatchObject({ outcome: 'rebased', base })
    expect(await operatorGit(worktree.path, 'show', 'HEAD:shared.txt', 'HEAD:base.txt')).toBe('both\nlater')
    await commit(sample.repository, { 'shared.txt': 'base again\n' })
    expect(await rebaseOntoBase(sample.git, worktree)).toEqual({ outcome: 'conflict', files: ['shared.txt'] })
    expect(await operatorGit(worktree.path, 'status', '--porcelain')).toBe('')
  })

  it('refuses to start over uncommitted work, and leaves it', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    const tip = await commit(worktree.path, { 'unit.txt': 'unit\n' })
    await commit(sample.repository, { 'base.txt': 'base\n' })
    await write(worktree.path, 'shared.txt', 'uncommitted\n')
    await expect(rebaseOntoBase(sample.git, worktree)).rejects.toMatchObject({ name: 'GitError' })
    expect(await operatorGit(worktree.path, 'status', '--porcelain')).toBe(' M shared.txt')
    expect(await operatorGit(worktree.path, 'rev-parse', 'signalbox/chunk')).toBe(tip)
  })

  it('answers with the state of a stray worktree and does not touch it', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await operatorGit(worktree.path, 'checkout', '--quiet', '-b', 'own-idea')
    expect(await rebaseOntoBase(sample.git, worktree)).toMatchObject({ outcome: 'stray', state: 'other-branch' })
  })

  it('is not led astray by what the repository configures for rebases', async () => {
    const sample = await sampleRepository()
    const worktree = await worktreeOf(sample, 'chunk')
    await commit(worktree.path, { 'a.txt': 'a\n' }, 'a')
    await operatorGit(worktree.path, 'branch', 'bookmark')
    await commit(worktree.path, { 'b.txt': 'b\n' }, 'fixup! a')
    await commit(sample.repository, { 'base.txt': 'base\n' }, 'base')
    for (const key of ['rebase.autoSquash', 'rebase.updateRefs', 'rebase.autoStash', 'commit.gpgSign'])
      await operatorGit(sample.repository, 'config', key, 'true')
    await operatorGit(sample.repository, 'config', 'rebase.backend', 'apply')
    const bookmark = await operatorGit(worktree.path, 'rev-parse', 'bookmark')
    expect(await rebaseOntoBase(sample.git, worktree)).toMatchObject({ outcome: 'rebased' })
    expect(await operatorGit(worktree.path, 'log', '--format=%s')).toBe('fixup! a\na\nbase\nfirst')
    expect(await operatorGit(worktree.path, 'rev-parse', 'bookmark')).toBe(bookmark)
  })
})
