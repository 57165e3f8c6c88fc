import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasCommitsOverBase, isAncestor } from '../../src/git/branch.ts'
import { predictConflict } from '../../src/git/conflicts.ts'
import { commit, operatorGit, sampleRepository, worktreeOf } from './sample-repository.ts'

async function twoUnits() {
  const sample = await sampleRepository()
  const [a, b] = [await worktreeOf(sample, 'a'), await worktreeOf(sample, 'b')]
  const pair = { repository: sample.repository, baseBranch: 'main', branchA: a.branch, branchB: b.branch }
  return { ...sample, a, b, pair }
}

describe('predicting a conflict', () => {
  it('names the files that two branches would conflict in', async () => {
    const { git, a, b, pair } = await twoUnits()
    await commit(a.path, { 'shared.txt': 'a\n', 'new\nline ü.txt': 'a\n', 'only-a.txt': 'a\n' })
    await commit(b.path, { 'shared.txt': 'b\n', 'new\nline ü.txt': 'b\n', 'only-b.txt': 'b\n' })
    expect(await predictConflict(git, pair)).toEqual(['new\nline ü.txt', 'shared.txt'])
    expect(await predictConflict(git, { ...pair, branchA: pair.branchB, branchB: pair.branchA })).toEqual(['new\nline ü.txt', 'shared.txt'])
  })

  it('finds none where both change the same file in places apart', async () => {
    const { git, repository, pair } = await twoUnits()
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`)
    await commit(repository, { 'long.txt': lines.join('\n') })
    for (const [branch, line] of [
      ['signalbox/a', 0],
      ['signalbox/b', 19],
    ] as const) {
      await operatorGit(repository, 'worktree', 'remove', `../worktrees/demo/${branch.slice(-1)}`)
      await operatorGit(repository, 'checkout', '--quiet', '-B', branch, 'main')
      await commit(repository, { 'long.txt': lines.with(line, branch).join('\n') })
    }
    expect(await predictConflict(git, pair)).toEqual([])
  })

  it('says that it does not know where a branch does not exist or has no commit of its own', async () => {
    const { git, repository, a, pair } = await twoUnits()
    await commit(a.path, { 'shared.txt': 'a\n' })
    expect(await predictConflict(git, pair)).toBeNull()
    expect(await predictConflict(git, { ...pair, branchB: 'signalbox/nope' })).toBeNull()
    expect(await predictConflict(git, { ...pair, baseBranch: 'nope' })).toBeNull()
    await commit(repository, { 'shared.txt': 'base moved on\n' })
    expect(await predictConflict(git, pair)).toBeNull()
  })

  it.each(['HEAD', 'HEAD^{tree}', 'HEAD:shared.txt'])(
    'fails where git cannot read %s of a branch, and claims neither a conflict nor none',
    async (object) => {
      const { git, repository, a, b, pair } = await twoUnits()
      await commit(a.path, { 'shared.txt': 'a\n' })
      await commit(b.path, { 'shared.txt': 'b\n' })
      const hash = await operatorGit(b.path, 'rev-parse', object)
      await rm(join(repository, '.git/objects', hash.slice(0, 2), hash.slice(2)))
      await expect(predictConflict(git, pair)).rejects.toMatchObject({ name: 'GitError' })
    },
  )

  it('touches no branch and no checkout', async () => {
    const { git, repository, a, b, pair } = await twoUnits()
    await commit(a.path, { 'shared.txt': 'a\n' })
    await commit(b.path, { 'shared.txt': 'b\n' })
    const before = await operatorGit(repository, 'for-each-ref')
    await predictConflict(git, pair)
    expect(await operatorGit(repository, 'for-each-ref')).toBe(before)
    expect(await operatorGit(repository, 'status', '--porcelain')).toBe('')
  })
})

describe('what a branch has', () => {
  it('is nothing over the base until there is a commit that the base has not', async () => {
    const { git, repository, a, first } = await twoUnits()
    expect(await hasCommitsOverBase(git, repository, 'main', a.branch)).toBe(false)
    const tip = await commit(a.path, { 'a.txt': 'a\n' })
    expect(await hasCommitsOverBase(git, repository, 'main', a.branch)).toBe(true)
    expect([await isAncestor(git, repository, first, tip), await isAncestor(git, repository, tip, first)]).toEqual([true, false])
    await operatorGit(repository, 'merge', '--quiet', '--ff-only', a.branch)
    expect(await hasCommitsOverBase(git, repository, 'main', a.branch)).toBe(false)
    expect(await hasCommitsOverBase(git, repository, 'main', 'nope')).toBe(false)
  })
})
