/** What a unit's branch changes, from real repositories, with names and contents that nobody would choose. */
import { appendFile, chmod, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { BranchDiff } from '../../src/domain/branch-diff.ts'
import { branchDiff, MAX_FILES } from '../../src/git/diff.ts'
import { MAX_PATCH_BYTES, MAX_PATCHES_BYTES } from '../../src/git/diff-patches.ts'
import { mergeIntoBase } from '../../src/git/merge.ts'
import { commit, operatorGit, sampleRepository, worktreeOf, write } from './sample-repository.ts'

async function unitWithDiff(files: Readonly<Record<string, string>> = {}) {
  const sample = await sampleRepository()
  if (Object.keys(files).length > 0) await commit(sample.repository, files, 'more')
  const unit = await worktreeOf(sample, 'a')
  const base = await operatorGit(sample.repository, 'rev-parse', 'main')
  const request = { ...unit, mergedCommit: null as string | null, paths: null as readonly string[] | null }
  const diff = async (changes: Partial<typeof request> = {}): Promise<BranchDiff> => {
    const found = await branchDiff(sample.git, { ...request, ...changes })
    if (found === null) throw new Error('There is a branch.')
    return found
  }
  return { ...sample, unit, base, request, diff }
}

const changes = ({ files }: BranchDiff): string[] =>
  files.map(({ path, previousPath, change }) => `${change} ${previousPath === null ? '' : `${previousPath} → `}${path}`)

test('a branch shows what it changes since it left its base, whatever the base has done since', async () => {
  const { repository, unit, base, diff } = await unitWithDiff()
  await commit(repository, { 'other.txt': 'moved on\n' })
  const head = await commit(unit.path, { 'shared.txt': 'one\ntwo\n', 'src/new.ts': 'new\n' })
  expect(await diff()).toEqual({
    base,
    head,
    merged: false,
    files: [
      {
        ...{ path: 'shared.txt', previousPath: null, change: 'MODIFIED', binary: false, additions: 1, deletions: 0 },
        patch: expect.stringMatching(
          /^diff --git a\/shared.txt b\/shared.txt\nindex .*\n--- a\/shared.txt\n\+\+\+ b\/shared.txt\n@@ -1 \+1,2 @@\n one\n\+two\n$/,
        ),
      },
      {
        ...{ path: 'src/new.ts', previousPath: null, change: 'ADDED', binary: false, additions: 1, deletions: 0 },
        patch: expect.stringMatching(/^diff --git a\/src\/new.ts b\/src\/new.ts\nnew file mode 100644\n[^]*@@ -0,0 \+1 @@\n\+new\n$/),
      },
    ],
    additions: 2,
    deletions: 0,
    truncated: false,
    uncommitted: [],
  })
})

test('every kind of change has its own patch, also where git shows one file as two', async () => {
  const long = Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join('')
  const { unit, diff } = await unitWithDiff({ 'becomes-link': 'text\n', 'moved.txt': long, 'run.sh': 'echo\n', 'z.txt': 'z\n' })
  await rename(join(unit.path, 'moved.txt'), join(unit.path, 'new-name.txt'))
  await appendFile(join(unit.path, 'new-name.txt'), 'more\n')
  await rm(join(unit.path, 'becomes-link'))
  await symlink('/etc/passwd', join(unit.path, 'becomes-link'))
  await chmod(join(unit.path, 'run.sh'), 0o755)
  await writeFile(join(unit.path, 'binary.bin'), Buffer.from([0, 1, 2, 255]))
  await rm(join(unit.path, 'gone.txt'))
  await commit(unit.path, { 'empty.txt': '', 'z.txt': 'zz\n' })
  const found = await diff()
  expect(changes(found)).toEqual([
    'MODIFIED becomes-link',
    'ADDED binary.bin',
    'ADDED empty.txt',
    'DELETED gone.txt',
    'RENAMED moved.txt → new-name.txt',
    'MODIFIED run.sh',
    'MODIFIED z.txt',
  ])
  const patches = Object.fromEntries(found.files.map(({ path, patch }) => [path, patch]))
  expect(patches['becomes-link']).toMatch(
    /^diff --git .*\ndeleted file mode 100644\n[^]*\ndiff --git .*\nnew file mode 120000\n[^]*\+\/etc\/passwd\n/,
  )
  expect(patches['binary.bin']).toBeNull()
  expect(patches['empty.txt']).toContain('new file mode 100644')
  expect(patches['new-name.txt']).toMatch(/rename from moved.txt\nrename to new-name.txt\n[^]*\n\+more\n$/)
  expect(patches['run.sh']).toBe('diff --git a/run.sh b/run.sh\nold mode 100644\nnew mode 100755\n')
  expect(patches['z.txt']).toMatch(/-z\n\+zz\n$/)
  expect(found.files.map(({ binary, additions, deletions }) => [binary, additions, deletions])).toEqual([
    [false, 1, 1],
    [true, null, null],
    [false, 0, 0],
    [false, 0, 1],
    [false, 1, 0],
    [false, 0, 0],
    [false, 1, 1],
  ])
  expect([found.additions, found.deletions, found.truncated]).toEqual([3, 3, false])
})

const HOSTILE = ['--output=x', '"quoted\n.js"', ':(exclude)*', 'a\tb', '*', '-n', 'ü\u0301.txt', 'new\ndiff --git a/x b/x\n', ' ', 'a -> b']

test('hostile names are shown as they are, each with its own patch, and no file is written', async () => {
  const { repository, unit, diff } = await unitWithDiff()
  await commit(unit.path, Object.fromEntries(HOSTILE.map((name, index) => [name, `content ${index}\n`])))
  const { files } = await diff()
  expect(files.map(({ path }) => path).toSorted()).toEqual(HOSTILE.toSorted())
  for (const { path, patch } of files) expect(patch).toContain(`\n+content ${HOSTILE.indexOf(path)}\n`)
  expect(await operatorGit(repository, 'status', '--porcelain')).toBe('')
})

test('a path is a file or a folder as it stands, and never a pattern or an option', async () => {
  const { unit, diff } = await unitWithDiff()
  await commit(unit.path, {
    ...Object.fromEntries(HOSTILE.map((name) => [name, 'x\n'])),
    'src/a.ts': 'a\n',
    'src/b/c.ts': 'c\n',
    srcs: 'no\n',
  })
  for (const name of HOSTILE) expect(changes(await diff({ paths: [name] }))).toEqual([`ADDED ${name}`])
  expect(changes(await diff({ paths: ['src'] }))).toEqual(['ADDED src/a.ts', 'ADDED src/b/c.ts'])
  expect(await diff({ paths: ['src/'] })).toEqual(await diff({ paths: ['src'] }))
  expect(changes(await diff({ paths: ['nowhere'] }))).toEqual([])
})

test('content that looks like a patch, is not UTF-8, or does not end with its line stays in its file', async () => {
  const { unit, diff } = await unitWithDiff()
  await writeFile(join(unit.path, 'latin.txt'), Buffer.from([0x66, 0xfc, 0x72, 0x0a]))
  await commit(unit.path, { 'evil.txt': 'diff --git a/z b/z\n@@ -1 +1 @@\n', 'no-end.txt': 'no end', 'z.txt': 'z\n' })
  const { files } = await diff()
  expect(files.map(({ path, patch }) => [path, patch?.split('@@\n').at(-1)])).toEqual([
    ['evil.txt', ''],
    ['latin.txt', '+f\ufffdr\n'],
    ['no-end.txt', '+no end\n\\ No newline at end of file\n'],
    ['z.txt', '+z\n'],
  ])
  expect(files[0]?.patch).toContain('\n+diff --git a/z b/z\n+@@ -1 +1 @@\n')
})

test('what the owner has configured for people changes nothing and runs nothing', async () => {
  const { repository, unit, diff, folder } = await unitWithDiff({ '.gitattributes': '*.txt diff=evil\n' })
  await commit(unit.path, { 'shared.txt': 'one\ntwo\n' })
  const before = await diff()
  const program = `touch ${join(folder, 'ran')}; echo`
  for (const [key, value] of Object.entries({
    'diff.external': program,
    'diff.evil.command': program,
    'diff.evil.textconv': program,
    'diff.noprefix': 'true',
    'diff.context': '9',
    'diff.renames': 'false',
    'color.ui': 'always',
    'core.pager': program,
    'log.showSignature': 'true',
  }))
    await operatorGit(repository, 'config', key, value)
  expect(await diff()).toEqual(before)
  expect(await readdir(folder)).not.toContain('ran')
})

test('a patch that is too big is left out, and those behind it are there', async () => {
  const { unit, diff } = await unitWithDiff()
  const line = `${'x'.repeat(99)}\n`
  const big = Math.ceil(MAX_PATCH_BYTES / 100)
  await commit(unit.path, { 'a-big.txt': line.repeat(big), 'b-small.txt': line, 'c-one-line.txt': 'y'.repeat(MAX_PATCH_BYTES) })
  const found = await diff()
  expect(found.files.map(({ path, additions, patch }) => [path, additions, patch !== null])).toEqual([
    ['a-big.txt', big, false],
    ['b-small.txt', 1, true],
    ['c-one-line.txt', 1, false],
  ])
  expect([found.truncated, found.additions]).toEqual([true, big + 2])
})

test('all patches together have a bound, and so have the files, while the figures are of all', async () => {
  const { unit, diff } = await unitWithDiff()
  const third = `${'x'.repeat(99)}\n`.repeat(Math.floor((MAX_PATCH_BYTES * 0.9) / 100))
  const big = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`big/${index}`, third]))
  const many = Object.fromEntries(Array.from({ length: MAX_FILES }, (_, index) => [`many/${index}`, `${index}\n`]))
  await commit(unit.path, big)
  const heavy = await diff()
  const shown = heavy.files.map(({ patch }) => patch?.length ?? 0)
  expect(shown.filter((size) => size > 0)).toHaveLength(5)
  expect(shown.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(MAX_PATCHES_BYTES)
  expect(heavy.truncated).toBe(true)

  await commit(unit.path, many)
  const wide = await diff()
  expect([wide.files.length, wide.truncated]).toEqual([MAX_FILES, true])
  expect(wide.files.filter(({ path }) => path.startsWith('many/')).every(({ patch }) => patch?.startsWith('diff --git '))).toBe(true)
  expect(wide.additions).toBe(heavy.additions + MAX_FILES)
  expect(await diff({ paths: ['many'] })).toMatchObject({ truncated: false, additions: MAX_FILES })
})

test('what is not committed is named, and nothing in the worktree is touched by the look', async () => {
  const { unit, diff } = await unitWithDiff()
  expect(await diff()).toMatchObject({ files: [], uncommitted: [], truncated: false })
  await commit(unit.path, { 'done.txt': 'done\n' })
  await write(unit.path, 'shared.txt', 'edited\n')
  await write(unit.path, 'deep/"new\n".txt', 'new\n')
  await write(unit.path, 'some.ignored', 'ignored\n')
  // An agent's git command holds the lock of the index.
  const lock = join(await operatorGit(unit.path, 'rev-parse', '--absolute-git-dir'), 'index.lock')
  await writeFile(lock, '')
  expect((await diff()).uncommitted).toEqual(['shared.txt', 'deep/"new\n".txt'])
  await rm(lock)
  await Promise.all(Array.from({ length: MAX_FILES }, (_, index) => write(unit.path, `lots/${index}`, 'x')))
  const lots = await diff()
  expect([lots.uncommitted.length, lots.truncated, lots.files.length]).toEqual([MAX_FILES, true, 1])
})

test('a unit without a branch and a merge has nothing to show; one with a branch and no commit shows an empty comparison', async () => {
  const { git, request, diff, base } = await unitWithDiff()
  expect(await branchDiff(git, { ...request, branch: 'signalbox/nope', path: `${request.path}-nope` })).toBeNull()
  expect(await diff()).toMatchObject({ base, head: base, merged: false, files: [] })
})

test('a merged unit shows all that its merge brought, before and after its branch is removed', async () => {
  const { git, repository, unit, base, diff } = await unitWithDiff()
  await commit(unit.path, { 'first.txt': '1\n' })
  const mergedCommit = await commit(unit.path, { 'second.txt': '2\n' })
  expect(await mergeIntoBase(git, { repository, baseBranch: 'main', tip: mergedCommit, expectedBase: base })).toEqual({ outcome: 'merged' })
  const expected = { base, head: mergedCommit, merged: true, additions: 2, uncommitted: [] }
  expect(await diff({ mergedCommit })).toMatchObject(expected)
  await operatorGit(repository, 'worktree', 'remove', '--force', unit.path)
  await operatorGit(repository, 'branch', '-D', unit.branch)
  await commit(repository, { 'later.txt': 'later\n' })
  expect(await diff({ mergedCommit })).toMatchObject(expected)

  // Without a reflog nobody knows where the merge began: its last commit is shown.
  await operatorGit(repository, 'reflog', 'expire', '--expire=all', '--all')
  expect(await diff({ mergedCommit })).toMatchObject({
    ...expected,
    base: await operatorGit(repository, 'rev-parse', `${mergedCommit}^`),
    additions: 1,
  })
})

test('a commit that is about to be merged does not hide the branch', async () => {
  const { unit, diff } = await unitWithDiff()
  await commit(unit.path, { 'first.txt': '1\n' })
  const mergedCommit = await commit(unit.path, { 'second.txt': '2\n' })
  expect(await diff({ mergedCommit })).toMatchObject({ merged: false, head: mergedCommit, additions: 2 })
})

test('what is not there any more is told, and is never an empty comparison', async () => {
  const { git, folder, repository, unit, request, diff } = await unitWithDiff()
  const gone = 'f'.repeat(40)
  await commit(unit.path, { 'a.txt': 'a\n' })
  const notFound = (words: string) => ({ code: 'NOT_FOUND', message: expect.stringContaining(words) })
  await expect(diff({ branch: 'signalbox/nope', mergedCommit: gone })).rejects.toMatchObject(notFound(gone))
  await expect(diff({ baseBranch: 'nope' })).rejects.toMatchObject(notFound('"nope" is not in the repository'))
  await expect(diff({ repository: `${repository}-gone` })).rejects.toMatchObject(notFound('found nothing there'))
  await expect(diff({ repository: folder })).rejects.toMatchObject(notFound('not a git repository'))
  await operatorGit(unit.path, 'checkout', '--quiet', '--orphan', 'apart')
  await commit(unit.path, { 'b.txt': 'b\n' })
  await operatorGit(unit.path, 'branch', '--force', unit.branch, 'apart')
  await expect(branchDiff(git, request)).rejects.toMatchObject(notFound('no commit in common'))
})

test.each(['HEAD^{tree}', 'HEAD:shared.txt'])('a %s that git cannot read is an error', async (object) => {
  const { repository, unit, diff } = await unitWithDiff()
  await commit(unit.path, { 'shared.txt': 'changed\n' })
  const hash = await operatorGit(unit.path, 'rev-parse', object)
  await rm(join(repository, '.git/objects', hash.slice(0, 2), hash.slice(2)))
  await expect(diff()).rejects.toMatchObject({ name: 'GitError' })
})
