import { readFile, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { branchTip } from '../../src/git/branch.ts'
import { Git } from '../../src/git/git.ts'
import { mergeIntoBase } from '../../src/git/merge.ts'
import { rebaseOntoBase } from '../../src/git/rebase.ts'
import { commit, operatorGit, plainEnvironment, sampleRepository, worktreeOf, write, type Sample } from './sample-repository.ts'

/** A unit that changes `shared.txt`, deletes `gone.txt` and adds `unit.txt` and `folder/unit.txt`, ready to merge. */
async function unitToMerge(sample?: Sample) {
  const found = sample ?? (await sampleRepository())
  const worktree = await worktreeOf(found, 'chunk')
  await rm(join(worktree.path, 'gone.txt'))
  const tip = await commit(worktree.path, { 'shared.txt': 'unit\n', 'unit.txt': 'unit\n', 'folder/unit.txt': 'unit\n' }, 'unit work')
  const { git, repository, first } = found
  return { ...found, worktree, tip, merge: () => mergeIntoBase(git, { repository, baseBranch: 'main', tip, expectedBase: first }) }
}

async function porcelain(checkout: string): Promise<string> {
  return operatorGit(checkout, 'status', '--porcelain', '--ignored')
}

describe('merging into the base branch', () => {
  it('takes a clean checkout along, and it stays clean', async () => {
    const { repository, merge, tip } = await unitToMerge()
    expect(await merge()).toEqual({ outcome: 'merged' })
    expect(await operatorGit(repository, 'rev-parse', 'HEAD', 'main')).toBe(`${tip}\n${tip}`)
    expect(await porcelain(repository)).toBe('')
    expect(await readFile(join(repository, 'folder/unit.txt'), 'utf8')).toBe('unit\n')
    expect(await operatorGit(repository, 'reflog', '-1', '--format=%gs', 'main')).toBe('signalbox: merge')
  })

  it('says merged again when it is asked again, as after a crash', async () => {
    const { repository, merge } = await unitToMerge()
    await merge()
    await commit(repository, { 'later.txt': 'later\n' })
    expect(await merge()).toEqual({ outcome: 'merged' })
  })

  it('goes on where a crash came between the files and the branch', async () => {
    const { repository, merge, first, tip } = await unitToMerge()
    await operatorGit(repository, 'read-tree', '-m', '-u', first, tip)
    expect(await merge()).toEqual({ outcome: 'merged' })
    expect(await porcelain(repository)).toBe('')
  })

  it('takes a checkout along whose files were only touched', async () => {
    const { repository, merge } = await unitToMerge()
    await utimes(join(repository, 'shared.txt'), new Date(0), new Date(0))
    expect(await merge()).toEqual({ outcome: 'merged' })
    expect(await porcelain(repository)).toBe('')
  })

  it('keeps edits, staged edits and new files of the operator that it does not touch', async () => {
    const { repository, merge } = await unitToMerge()
    await write(repository, 'staged.txt', 'staged\n')
    await write(repository, '.gitignore', '*.ignored\n*.log\n')
    await operatorGit(repository, 'add', 'staged.txt', '.gitignore')
    await write(repository, 'staged.txt', 'staged and edited\n')
    await write(repository, 'other.txt', 'edited\n')
    await write(repository, 'untracked.txt', 'untracked\n')
    const before = await porcelain(repository)
    expect(before).toBe('M  .gitignore\n M other.txt\nAM staged.txt\n?? untracked.txt')
    expect(await merge()).toEqual({ outcome: 'merged' })
    expect(await porcelain(repository)).toBe(before)
    expect(await operatorGit(repository, 'show', ':staged.txt')).toBe('staged')
    expect(await readFile(join(repository, 'other.txt'), 'utf8')).toBe('edited\n')
  })

  const inTheWay: [what: string, make: (repository: string) => Promise<unknown>, files: string[]][] = [
    ['an edit', (repository) => write(repository, 'shared.txt', 'operator\n'), ['shared.txt']],
    [
      'a staged edit',
      async (repository) => {
        await write(repository, 'shared.txt', 'operator\n')
        await operatorGit(repository, 'add', 'shared.txt')
      },
      ['shared.txt'],
    ],
    ['an edit of a file that the merge deletes', (repository) => write(repository, 'gone.txt', 'operator\n'), ['gone.txt']],
    ['a deletion', (repository) => rm(join(repository, 'shared.txt')), ['shared.txt']],
    ['a staged deletion', (repository) => operatorGit(repository, 'rm', '--quiet', 'shared.txt'), ['shared.txt']],
    ['an untracked file', (repository) => write(repository, 'unit.txt', 'operator\n'), ['unit.txt']],
    ['an untracked file where a folder comes', (repository) => write(repository, 'folder', 'operator\n'), ['folder']],
    [
      'untracked files where a file comes',
      (repository) => write(repository, 'unit.txt/operator.txt', 'operator\n'),
      ['unit.txt/operator.txt'],
    ],
    [
      'an ignored file',
      async (repository) => {
        await write(repository, '.git/info/exclude', 'unit.txt\n')
        await write(repository, 'unit.txt', 'operator\n')
      },
      ['unit.txt'],
    ],
    [
      'an ignored file where a folder comes',
      async (repository) => {
        await write(repository, '.git/info/exclude', 'folder\n')
        await write(repository, 'folder', 'operator\n')
      },
      ['folder'],
    ],
    [
      'ignored files where a file comes',
      async (repository) => {
        await write(repository, '.git/info/exclude', '*.secret\n')
        await write(repository, 'unit.txt/operator.secret', 'operator\n')
      },
      ['unit.txt/operator.secret'],
    ],
    [
      'an added file',
      async (repository) => {
        await write(repository, 'unit.txt', 'operator\n')
        await operatorGit(repository, 'add', 'unit.txt')
      },
      ['unit.txt'],
    ],
    [
      'a conflict',
      async (repository) => {
        await operatorGit(repository, 'checkout', '--quiet', '-b', 'side')
        await commit(repository, { 'other.txt': 'side\n' })
        await commit(repository, { 'other.txt': 'more\n' })
        await operatorGit(repository, 'checkout', '--quiet', 'main')
        await expect(operatorGit(repository, 'cherry-pick', 'side')).rejects.toThrow('conflict')
      },
      [],
    ],
  ]

  it.each(inTheWay)('leaves everything as it is where %s of the operator is in the way', async (_, make, files) => {
    const { repository, merge, first } = await unitToMerge()
    await make(repository)
    await write(repository, 'untracked.txt', 'untracked\n')
    const before = await porcelain(repository)
    expect(await merge()).toEqual({ outcome: 'checkout-in-the-way', checkout: repository, files, reason: expect.any(String) as string })
    expect(await operatorGit(repository, 'rev-parse', 'main')).toBe(first)
    expect(await porcelain(repository)).toBe(before)
    for (const file of files)
      expect(await readFile(join(repository, file), 'utf8').catch(() => 'deleted')).toMatch(/^(?:operator\n|deleted)$/)
  })

  it.each([
    ['on another branch', ['checkout', '--quiet', '-b', 'private']],
    ['at a detached HEAD', ['checkout', '--quiet', '--detach']],
  ])('moves only the branch where the operator is %s', async (_, args) => {
    const { repository, merge, first, tip } = await unitToMerge()
    await operatorGit(repository, ...args)
    await write(repository, 'shared.txt', 'operator\n')
    expect(await merge()).toEqual({ outcome: 'merged' })
    expect(await operatorGit(repository, 'rev-parse', 'main', 'HEAD')).toBe(`${tip}\n${first}`)
    expect(await porcelain(repository)).toBe(' M shared.txt')
  })

  it('does not move the branch under an operator who is rebasing it', async () => {
    const { repository, merge, first } = await unitToMerge()
    await operatorGit(repository, 'checkout', '--quiet', '-b', 'side')
    await commit(repository, { 'other.txt': 'side\n' })
    await operatorGit(repository, 'checkout', '--quiet', 'main')
    await operatorGit(repository, '-c', 'sequence.editor=echo break >', 'rebase', '-i', 'side', '--quiet').catch(() => null)
    expect(await operatorGit(repository, 'rev-parse', '--abbrev-ref', 'HEAD')).toBe('HEAD')
    expect(await merge()).toMatchObject({ outcome: 'checkout-in-the-way', checkout: repository, files: [] })
    expect(await operatorGit(repository, 'rev-parse', 'main')).toBe(first)
  })

  it('takes a linked worktree along that has the base branch checked out', async () => {
    const { repository, folder, merge } = await unitToMerge()
    await operatorGit(repository, 'checkout', '--quiet', '--detach')
    await operatorGit(repository, 'worktree', 'add', '--quiet', join(folder, 'linked'), 'main')
    expect(await merge()).toEqual({ outcome: 'merged' })
    expect(await porcelain(join(folder, 'linked'))).toBe('')
    expect(await readFile(join(folder, 'linked/unit.txt'), 'utf8')).toBe('unit\n')
  })

  it('takes all checkouts of the base branch along, or none', async () => {
    const { repository, folder, first, merge } = await unitToMerge()
    const linked = join(folder, 'linked')
    await operatorGit(repository, 'worktree', 'add', '--quiet', '--force', linked, 'main')
    await write(linked, 'shared.txt', 'operator\n')
    expect(await merge()).toMatchObject({ outcome: 'checkout-in-the-way', checkout: linked, files: ['shared.txt'] })
    expect(await operatorGit(repository, 'rev-parse', 'main')).toBe(first)
    expect(await porcelain(repository)).toBe('')
    await write(linked, 'shared.txt', 'one\n')
    expect(await merge()).toEqual({ outcome: 'merged' })
    expect([await porcelain(repository), await porcelain(linked)]).toEqual(['', ''])
  })

  it('merges in a bare repository', async () => {
    const sample = await sampleRepository()
    const bare = join(sample.folder, 'bare.git')
    await operatorGit(sample.folder, 'clone', '--quiet', '--bare', sample.repository, bare)
    const { merge, tip } = await unitToMerge({ ...sample, repository: bare })
    expect(await merge()).toEqual({ outcome: 'merged' })
    expect(await operatorGit(bare, 'rev-parse', 'main')).toBe(tip)
  })

  it('says that the base branch has moved, and never drops what it got', async () => {
    const { repository, merge } = await unitToMerge()
    const moved = await commit(repository, { 'later.txt': 'later\n' })
    expect(await merge()).toEqual({ outcome: 'moved' })
    expect(await operatorGit(repository, 'rev-parse', 'main')).toBe(moved)
  })

  it('does not merge a tip that does not stand on the base branch', async () => {
    const { repository, git, tip } = await unitToMerge()
    const moved = await commit(repository, { 'later.txt': 'later\n' })
    expect(await mergeIntoBase(git, { repository, baseBranch: 'main', tip, expectedBase: moved })).toEqual({ outcome: 'moved' })
    expect(await operatorGit(repository, 'rev-parse', 'main')).toBe(moved)
  })

  it('fails where the base branch is gone', async () => {
    const { repository, merge } = await unitToMerge()
    await operatorGit(repository, 'branch', '-m', 'main', 'trunk')
    await expect(merge()).rejects.toMatchObject({ name: 'GitError' })
  })

  it('waits for an operator’s commit that holds the lock', async () => {
    const { repository, merge } = await unitToMerge()
    await write(repository, '.git/refs/heads/main.lock', '')
    const merging = merge()
    await operatorGit(repository, 'rev-parse', 'HEAD')
    await rm(join(repository, '.git/refs/heads/main.lock'))
    expect(await merging).toEqual({ outcome: 'merged' })
  })

  it('runs no hook', async () => {
    const { repository, merge } = await unitToMerge()
    await write(repository, '.git/hooks/reference-transaction', '#!/bin/sh\nexit 1\n')
    await operatorGit(repository, '-c', 'alias.executable=!chmod +x .git/hooks/reference-transaction', 'executable')
    expect(await merge()).toEqual({ outcome: 'merged' })
  })

  it('lands each of eight concurrent units exactly once, while the losers rebase and try again', async () => {
    const sample = await sampleRepository()
    const { git, repository } = sample
    const chunks = Array.from({ length: 8 }, (_, index) => `chunk-${index}`)
    const units = await Promise.all(chunks.map((chunk) => worktreeOf(sample, chunk)))
    for (const unit of units) await commit(unit.path, { [`${unit.branch}.txt`]: 'unit\n' }, unit.branch)
    let moved = 0
    const land = async (unit: (typeof units)[number]) => {
      for (;;) {
        const rebased = await rebaseOntoBase(git, unit)
        if (rebased.outcome !== 'rebased') throw new Error(rebased.outcome)
        const result = await mergeIntoBase(git, { repository, baseBranch: 'main', tip: rebased.tip, expectedBase: rebased.base })
        if (result.outcome === 'merged') return
        expect(result.outcome).toBe('moved')
        moved += 1
      }
    }
    await Promise.all(units.map(land))
    const subjects = (await operatorGit(repository, 'log', '--format=%s')).split('\n')
    expect(subjects.toSorted()).toEqual(['first', ...units.map(({ branch }) => branch)])
    expect(moved).toBeGreaterThan(0)
    expect(await porcelain(repository)).toBe('')
    expect(await branchTip(git, repository, 'main')).toBe(await operatorGit(repository, 'rev-parse', 'HEAD'))
  }, 30_000)

  it('lands exactly one of two servers’ merges onto the same base', async () => {
    const one = await unitToMerge()
    const other = await worktreeOf(one, 'rival')
    const rival = await commit(other.path, { 'rival.txt': 'rival\n' })
    const second = new Git(plainEnvironment(one.folder))
    const results = await Promise.all([
      one.merge(),
      mergeIntoBase(second, { repository: one.repository, baseBranch: 'main', tip: rival, expectedBase: one.first }),
    ])
    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(['merged', 'moved'])
    expect(await porcelain(one.repository)).toBe('')
  })
})
