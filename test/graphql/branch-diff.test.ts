/** What a unit's branch changes, over the API, from a real repository. */
import { appendFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRepositories } from '../../src/git/repositories.ts'
import { commit, operatorGit, sampleRepository, worktreeOf, write } from '../git/sample-repository.ts'
import { createTestProject, injectTestUnits } from '../support/units.ts'
import { openApi, VIEWER } from './api.ts'

const DIFF = `query ($project: String!, $chunk: String!, $paths: [String!]) {
  branchDiff(project: $project, chunk: $chunk, paths: $paths) {
    base head merged additions deletions truncated uncommitted
    files { path previousPath change binary additions deletions patch }
  }
}`

interface Seen {
  branchDiff: { base: string; head: string; files: { path: string; patch: string | null }[]; uncommitted: string[] } | null
}

async function realProject() {
  const sample = await sampleRepository()
  const api = await openApi()
  await createTestProject(api.store, { key: 'real', repositoryPath: sample.repository })
  api.services.repositories.reads = createRepositories(sample.git, sample.worktreesDir)
  await injectTestUnits(api.services, 'real', ['a', 'b'])
  const prepared = await worktreeOf(sample, 'a')
  // Where the project of that key has its worktrees.
  const path = join(sample.worktreesDir, 'real', 'a')
  await operatorGit(sample.repository, 'worktree', 'move', prepared.path, join(sample.worktreesDir, 'moved'))
  await write(sample.worktreesDir, 'real/.keep', '')
  await operatorGit(sample.repository, 'worktree', 'move', join(sample.worktreesDir, 'moved'), path)
  const diff = (chunk: string, paths?: unknown) => api.data<Seen>(DIFF, { project: 'real', chunk, paths }, VIEWER)
  return { ...sample, api, path, diff }
}

test('a viewer sees the branch, and what is not committed; a unit without a branch has nothing to show', async () => {
  const { path, first, diff } = await realProject()
  const head = await commit(path, { '--output=x': 'x\n', '"quoted\n.js"': 'q\n' })
  await appendFile(join(path, 'shared.txt'), 'two\n')
  expect(await diff('b')).toEqual({ branchDiff: null })
  const added = { previousPath: null, change: 'ADDED', binary: false, additions: 1, deletions: 0 }
  expect(await diff('a')).toEqual({
    branchDiff: {
      ...{ base: first, head, merged: false, additions: 2, deletions: 0, truncated: false, uncommitted: ['shared.txt'] },
      files: [
        { ...added, path: '"quoted\n.js"', patch: expect.stringContaining('\n+q\n') },
        { ...added, path: '--output=x', patch: expect.stringContaining('\n+x\n') },
      ],
    },
  })
  expect((await diff('a', ['--output=x'])).branchDiff?.files.map((file) => file.path)).toEqual(['--output=x'])
  for (const paths of [[':(exclude)*'], ['*'], [':/'], ['"quoted']]) expect((await diff('a', paths)).branchDiff?.files).toEqual([])
})

const BAD_PATHS = [
  { mistake: 'a way out of the repository', paths: ['a', '../..'], field: 'paths[1]', says: 'found "../.."' },
  { mistake: 'a way out by a detour', paths: ['src/../../etc'], field: 'paths[0]', says: 'top of the repository' },
  { mistake: 'an absolute path', paths: ['/etc/passwd'], field: 'paths[0]', says: '/etc/passwd' },
  { mistake: 'an empty path', paths: [''], field: 'paths[0]', says: '""' },
  { mistake: 'no path', paths: [], field: 'paths', says: 'found 0' },
  { mistake: 'too many paths', paths: Array.from({ length: 101 }, () => 'a'), field: 'paths', says: 'found 101' },
  { mistake: 'a NUL character', paths: ['a\0b'], field: 'paths[0]', says: 'NUL' },
]

test('a path that is none of the repository is refused, with its place', async () => {
  const { api } = await realProject()
  for (const { mistake, paths, field, says } of BAD_PATHS) {
    const refusal = await api.refusal(DIFF, { project: 'real', chunk: 'a', paths }, VIEWER)
    expect(refusal, mistake).toMatchObject({ code: 'VALIDATION_FAILED', field, message: expect.stringContaining(says) })
  }
})

test('what is not there is told: a project, a chunk, a repository; a failure of git is an error', async () => {
  const { api, repository, path } = await realProject()
  const refusal = (project: string, chunk: string) => api.refusal(DIFF, { project, chunk }, VIEWER)
  expect(await refusal('nope', 'a')).toMatchObject({ code: 'NOT_FOUND', field: 'project' })
  expect(await refusal('real', 'nope')).toMatchObject({
    code: 'NOT_FOUND',
    field: 'chunk',
    message: "There is no chunk 'nope' in project 'real'.",
  })
  await commit(path, { 'new.txt': 'new\n' })
  const blob = await operatorGit(path, 'rev-parse', 'HEAD:new.txt')
  await rm(join(repository, '.git/objects', blob.slice(0, 2), blob.slice(2)))
  await expect(refusal('real', 'a')).rejects.toMatchObject({ name: 'GitError', message: expect.stringContaining('diff-tree') })
  await rm(repository, { recursive: true })
  expect(await refusal('real', 'a')).toMatchObject({ code: 'NOT_FOUND', field: 'project', message: expect.stringContaining(repository) })
})
