/** The documents of chunks on the base branch, from real repositories. */
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listChunkFiles, readChunkFiles } from '../../src/git/chunk-files.ts'
import { commit, operatorGit, sampleRepository, write } from './sample-repository.ts'

async function repositoryWith(files: Readonly<Record<string, string>>) {
  const sample = await sampleRepository()
  await commit(sample.repository, files)
  const read = async (): Promise<Record<string, string>> => {
    const listed = await listChunkFiles(sample.git, sample.repository, 'main')
    const texts = await readChunkFiles(sample.git, sample.repository, listed)
    return Object.fromEntries(listed.map(({ path }, index) => [path, texts[index] ?? '']))
  }
  return { ...sample, read }
}

test('GOAL.md and PLAN.md files are found wherever they are, sorted by path, and read as they are', async () => {
  const files = {
    'docs/chunks/b/GOAL.md': '\ufeff# Über\r\n\r\nno end',
    'docs/chunks/b/PLAN.md': '',
    'docs/chunks/a/GOAL.md': '# A\n',
    'GOAL.md': 'top\n',
    '"quoted\n/GOAL.md': 'same\n',
    '--output=x/GOAL.md': 'same\n',
  }
  const { read } = await repositoryWith({
    ...files,
    'docs/MYGOAL.md': 'x',
    'docs/goal.md': 'x',
    'docs/GOAL.md.txt': 'x',
    'x/GOAL.md/y': 'x',
  })
  const found = await read()
  expect(found).toEqual(files)
  expect(Object.keys(found)).toEqual(Object.keys(files).toSorted())
})

test('the base branch is read, and not what lies in a checkout', async () => {
  const { repository, read } = await repositoryWith({ 'a/GOAL.md': 'committed\n' })
  await write(repository, 'a/GOAL.md', 'edited\n')
  await write(repository, 'b/GOAL.md', 'new\n')
  await operatorGit(repository, 'checkout', '--quiet', '-b', 'other')
  await commit(repository, { 'c/GOAL.md': 'other branch\n' })
  expect(await read()).toEqual({ 'a/GOAL.md': 'committed\n' })
})

test('a symbolic link, or a repository in the place of a file, is passed over', async () => {
  const { repository, read } = await repositoryWith({ 'a/GOAL.md': 'a\n', secret: 'secret\n' })
  await mkdir(join(repository, 'link'))
  await symlink('../secret', join(repository, 'link/GOAL.md'))
  await symlink('a', join(repository, 'linked-folder'))
  await operatorGit(repository, 'update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub/GOAL.md`)
  await operatorGit(repository, 'add', 'link', 'linked-folder')
  await operatorGit(repository, 'commit', '--quiet', '-m', 'links')
  expect(await read()).toEqual({ 'a/GOAL.md': 'a\n' })
})

test('bytes that are no UTF-8, and those that look like the next object, stay in their file', async () => {
  const { repository, read } = await repositoryWith({ 'b/GOAL.md': `${'1'.repeat(40)} blob 3\nabc\n`, 'c/GOAL.md': 'c' })
  await write(repository, 'a/GOAL.md', '')
  await writeFile(join(repository, 'a/GOAL.md'), Buffer.from([0x66, 0xff, 0x0a]))
  await commit(repository, {})
  expect(await read()).toEqual({ 'a/GOAL.md': 'f\ufffd\n', 'b/GOAL.md': `${'1'.repeat(40)} blob 3\nabc\n`, 'c/GOAL.md': 'c' })
})

test('a repository or an object that is gone is an error, and not an empty list', async () => {
  const { git, repository, read } = await repositoryWith({ 'a/GOAL.md': 'a\n' })
  await expect(listChunkFiles(git, repository, 'nope')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(listChunkFiles(git, `${repository}-gone`, 'main')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const listed = await listChunkFiles(git, repository, 'main')
  const hash = await operatorGit(repository, 'rev-parse', 'HEAD:a/GOAL.md')
  await rm(join(repository, '.git/objects', hash.slice(0, 2), hash.slice(2)))
  await expect(readChunkFiles(git, repository, listed)).rejects.toMatchObject({ name: 'GitError' })
  await expect(listChunkFiles(git, repository, 'main')).rejects.toMatchObject({ message: expect.stringContaining('a/GOAL.md') })
  await expect(read()).rejects.toMatchObject({ name: 'GitError' })
})
