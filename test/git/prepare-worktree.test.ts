import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { prepareWorktree } from '../../src/git/prepare-worktree.ts'
import { commit, operatorGit, sampleRepository, worktreeOf, write, type Sample } from './sample-repository.ts'

function prepare({ git, repository, worktreesDir }: Sample, chunk = 'chunk') {
  return prepareWorktree(git, { repository, worktreesDir, project: 'demo', chunk, baseBranch: 'main' })
}

describe('preparing a worktree', () => {
  it('makes a branch from the base branch, not from what the operator has checked out', async () => {
    const sample = await sampleRepository()
    await operatorGit(sample.repository, 'checkout', '--quiet', '-b', 'private')
    await commit(sample.repository, { 'private.txt': 'mine\n' })
    await write(sample.repository, 'shared.txt', 'edited\n')
    expect(await prepare(sample)).toEqual({
      outcome: 'ready',
      path: join(sample.worktreesDir, 'demo', 'chunk'),
      branch: 'signalbox/chunk',
      tip: sample.first,
      backupRef: null,
    })
    expect(await readFile(join(sample.worktreesDir, 'demo/chunk/shared.txt'), 'utf8')).toBe('one\n')
    expect(await operatorGit(join(sample.worktreesDir, 'demo/chunk'), 'rev-parse', 'HEAD')).toBe(sample.first)
    expect(await operatorGit(sample.repository, 'status', '--porcelain')).toBe(' M shared.txt')
  })

  it.each(['with space', 'with \'quote"', 'ümläut 信号', 'two\nlines', '-dash', 'colon:colon'])(
    'works where repository and worktrees lie in a folder called %j',
    async (name) => {
      const sample = await sampleRepository(name)
      const request = { ...sample, worktreesDir: join(sample.folder, name, '..', `${name} trees`) }
      await prepare(request)
      expect(await prepare(request)).toMatchObject({ outcome: 'ready', tip: sample.first })
    },
  )

  it('gives twenty concurrent units of one repository a worktree each', async () => {
    const sample = await sampleRepository()
    const chunks = Array.from({ length: 20 }, (_, index) => `chunk-${index}`)
    const prepared = await Promise.all(chunks.map((chunk) => prepare(sample, chunk)))
    expect(prepared.map(({ outcome }) => outcome)).toEqual(chunks.map(() => 'ready'))
    expect((await operatorGit(sample.repository, 'worktree', 'list')).split('\n')).toHaveLength(21)
  })

  it('waits while other work has the repository for itself', async () => {
    const sample = await sampleRepository()
    let release = () => {}
    const held = sample.git.exclusively(sample.repository, () => new Promise<void>((resolve) => (release = resolve)))
    const preparing = prepare(sample)
    for (let look = 0; look < 5; look += 1) expect(await operatorGit(sample.repository, 'branch', '--list', 'signalbox/*')).toBe('')
    release()
    await held
    expect(await preparing).toMatchObject({ outcome: 'ready' })
  })

  it('reuses what an earlier run left, with its commits and its uncommitted files', async () => {
    const sample = await sampleRepository()
    const { path } = await worktreeOf(sample, 'chunk')
    const tip = await commit(path, { 'done.txt': 'done\n' })
    await write(path, 'half.txt', 'half\n')
    await commit(sample.repository, { 'base.txt': 'moved on\n' })
    expect(await prepare(sample)).toMatchObject({ outcome: 'ready', path, tip })
    expect(await operatorGit(path, 'status', '--porcelain')).toBe('?? half.txt')
  })

  it('puts a worktree on a branch that has none', async () => {
    const sample = await sampleRepository()
    const { path } = await worktreeOf(sample, 'chunk')
    const tip = await commit(path, { 'done.txt': 'done\n' })
    await operatorGit(sample.repository, 'worktree', 'remove', path)
    expect(await prepare(sample)).toMatchObject({ outcome: 'ready', tip })
    expect(await operatorGit(path, 'rev-parse', 'HEAD')).toBe(tip)
  })

  it('makes a worktree again whose folder is gone, and leaves others that are gone alone', async () => {
    const sample = await sampleRepository()
    const { path } = await worktreeOf(sample, 'chunk')
    const tip = await commit(path, { 'done.txt': 'done\n' })
    const unplugged = join(sample.folder, 'unplugged')
    await operatorGit(sample.repository, 'worktree', 'add', '--quiet', '-b', 'usb', unplugged)
    await rename(unplugged, join(sample.folder, 'away'))
    await rm(path, { recursive: true })
    expect(await prepare(sample)).toMatchObject({ outcome: 'ready', tip, backupRef: null })
    expect(await operatorGit(path, 'status', '--porcelain')).toBe('')
    expect(await operatorGit(sample.repository, 'worktree', 'list')).toContain(unplugged)
  })

  it('keeps commits that only the detached HEAD of a vanished worktree held', async () => {
    const sample = await sampleRepository()
    const { path } = await worktreeOf(sample, 'chunk')
    await operatorGit(path, 'checkout', '--quiet', '--detach')
    const lost = await commit(path, { 'lost.txt': 'lost\n' })
    await rm(path, { recursive: true })
    const prepared = await prepare(sample)
    expect(prepared).toMatchObject({ outcome: 'ready', tip: sample.first, backupRef: `refs/signalbox/backup/chunk-${lost.slice(0, 12)}` })
    expect(await operatorGit(sample.repository, 'rev-parse', `refs/signalbox/backup/chunk-${lost.slice(0, 12)}`)).toBe(lost)
  })

  it('fills a worktree again that a crash left half filled, instead of taking the missing files for deleted ones', async () => {
    const sample = await sampleRepository()
    const { path } = await worktreeOf(sample, 'chunk')
    await writeFile(join(sample.repository, '.git/worktrees/chunk/locked'), 'initializing')
    await rm(join(path, 'shared.txt'))
    expect(await prepare(sample)).toMatchObject({ outcome: 'ready', path })
    expect(await operatorGit(path, 'status', '--porcelain')).toBe('')
  })

  it('aborts a half-finished rebase and keeps what was resolved so far in a backup', async () => {
    const sample = await sampleRepository()
    const { path } = await worktreeOf(sample, 'chunk')
    const tip = await commit(path, { 'shared.txt': 'unit\n' })
    await commit(sample.repository, { 'shared.txt': 'base\n' })
    await expect(operatorGit(path, 'rebase', 'main')).rejects.toThrow('CONFLICT')
    await write(path, 'shared.txt', 'resolved\n')
    await write(path, 'note.txt', 'a note\n')
    const prepared = await prepare(sample)
    expect(prepared).toMatchObject({ outcome: 'ready', tip })
    const backup = prepared.outcome === 'ready' ? (prepared.backupRef ?? '') : ''
    expect(await operatorGit(sample.repository, 'show', `${backup}:shared.txt`)).toBe('resolved')
    expect(await operatorGit(sample.repository, 'show', `${backup}:note.txt`)).toBe('a note')
    expect(await operatorGit(sample.repository, 'merge-base', '--is-ancestor', tip, backup)).toBe('')
    expect(await operatorGit(path, 'symbolic-ref', 'HEAD')).toBe('refs/heads/signalbox/chunk')
  })

  it('leaves a folder alone that it does not know', async () => {
    const sample = await sampleRepository()
    await mkdir(join(sample.worktreesDir, 'demo', 'chunk'), { recursive: true })
    await write(sample.worktreesDir, 'demo/chunk/precious.txt', 'precious\n')
    expect(await prepare(sample)).toMatchObject({ outcome: 'stray', state: 'not-a-worktree' })
    expect(await readFile(join(sample.worktreesDir, 'demo/chunk/precious.txt'), 'utf8')).toBe('precious\n')
  })

  it('says that a folder is no worktree any more, whether its branch is there or not', async () => {
    const sample = await sampleRepository()
    const { path } = await worktreeOf(sample, 'chunk')
    await rm(join(path, '.git'))
    expect(await prepare(sample)).toMatchObject({ outcome: 'stray', state: 'not-a-worktree' })
    await operatorGit(sample.repository, 'update-ref', '-d', 'refs/heads/signalbox/chunk')
    expect(await prepare(sample)).toMatchObject({ outcome: 'stray', state: 'not-a-worktree' })
  })

  it('leaves a worktree alone whose branch was deleted under it', async () => {
    const sample = await sampleRepository()
    const { path } = await worktreeOf(sample, 'chunk')
    await write(path, 'precious.txt', 'precious\n')
    await operatorGit(sample.repository, 'update-ref', '-d', 'refs/heads/signalbox/chunk')
    expect(await prepare(sample)).toMatchObject({ outcome: 'stray', state: 'branch-gone' })
    expect(await readFile(join(path, 'precious.txt'), 'utf8')).toBe('precious\n')
  })

  it('does not take over a branch that somebody has checked out elsewhere', async () => {
    const sample = await sampleRepository()
    await operatorGit(sample.repository, 'checkout', '--quiet', '-b', 'signalbox/chunk')
    expect(await prepare(sample)).toMatchObject({
      outcome: 'stray',
      state: 'branch-in-use',
      detail: expect.stringContaining(sample.repository) as string,
    })
  })

  it('refuses where the base branch is gone', async () => {
    const sample = await sampleRepository()
    await operatorGit(sample.repository, 'branch', '-m', 'main', 'trunk')
    await expect(prepare(sample)).rejects.toMatchObject({ code: 'VALIDATION_FAILED', field: 'baseBranch' })
  })

  it('works in a bare repository', async () => {
    const sample = await sampleRepository()
    const bare = join(sample.folder, 'bare.git')
    await operatorGit(sample.folder, 'clone', '--quiet', '--bare', sample.repository, bare)
    expect(await prepare({ ...sample, repository: bare })).toMatchObject({ outcome: 'ready', tip: sample.first })
    expect(await prepare({ ...sample, repository: bare })).toMatchObject({ outcome: 'ready', tip: sample.first })
  })
})
