/** The GOAL.md files of a repository over the API: what is seen of them is what can be injected. */
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRepositories } from '../../src/git/repositories.ts'
import { commit, operatorGit, sampleRepository, write } from '../git/sample-repository.ts'
import { createTestProject, injectTestUnits } from '../support/units.ts'
import { openApi, VIEWER, type Api } from './api.ts'

const DOCUMENTS = `query ($project: String!) {
  chunkDocuments(project: $project) { path chunk title status dependsOn codePaths priority planned text problem workUnit { chunk status } }
}`

interface SeenDocument {
  readonly path: string
  readonly chunk: string
  readonly dependsOn: string[]
  readonly planned: boolean
  readonly text: string
  readonly problem: string | null
}

async function documentsOf(files: Readonly<Record<string, string>>, units: readonly string[] = []) {
  const sample = await sampleRepository()
  await commit(sample.repository, files)
  const api = await openApi()
  await createTestProject(api.store, { key: 'real', repositoryPath: sample.repository })
  api.services.repositories.reads = createRepositories(sample.git, sample.worktreesDir)
  if (units.length > 0) await injectTestUnits(api.services, 'real', units)
  const read = async () => (await api.data<{ chunkDocuments: SeenDocument[] }>(DOCUMENTS, { project: 'real' }, VIEWER)).chunkDocuments
  return { ...sample, api, read }
}

const goal = (frontmatter: string, body = '# Title\n\nDo it.\n'): string => `---\n${frontmatter}\n---\n${body}`

test('a document shows what it says, and the unit that the project has for it', async () => {
  const text = goal('status: FUTURE\ndepends_on: [login]\ncode_paths: [src/a.ts]\npriority: 7')
  const { read } = await documentsOf(
    {
      'docs/chunks/search/GOAL.md': text,
      'docs/chunks/search/PLAN.md': '# Plan\n\n1. Search.\n',
      'docs/chunks/login/GOAL.md': 'Log in.\n',
      'docs/chunks/login/PLAN.md': '# Plan\n<!-- -->\n',
    },
    ['login'],
  )
  expect(await read()).toEqual([
    {
      ...{
        path: 'docs/chunks/login/GOAL.md',
        chunk: 'login',
        title: 'Log in.',
        status: null,
        dependsOn: [],
        codePaths: [],
        priority: null,
      },
      ...{
        planned: false,
        text: 'Log in.\n',
        problem: "The project has a work unit for 'login' already.",
        workUnit: { chunk: 'login', status: 'READY' },
      },
    },
    {
      ...{
        path: 'docs/chunks/search/GOAL.md',
        chunk: 'search',
        title: 'Title',
        status: 'FUTURE',
        dependsOn: ['login'],
        codePaths: ['src/a.ts'],
      },
      ...{ priority: 7, planned: true, text, problem: null, workUnit: null },
    },
  ])
})

const PROBLEMS = [
  {
    why: 'broken frontmatter, with its line',
    path: 'c1/GOAL.md',
    text: goal('status: FUTURE\ndepends_on: 3'),
    says: 'c1/GOAL.md, line 3: depends_on must be',
  },
  {
    why: 'a folder whose name is no chunk',
    path: 'Not A Chunk/GOAL.md',
    text: 'x',
    says: 'The folder of Not A Chunk/GOAL.md must be a slug',
  },
  { why: 'no folder', path: 'GOAL.md', text: 'x', says: 'found ""' },
  { why: 'a name with quotes and a line break', path: '"quoted\n.js"/GOAL.md', text: 'x', says: 'must be a slug' },
  { why: 'a name that looks like an option', path: '--output=x/GOAL.md', text: 'x', says: 'must be a slug' },
  { why: 'a status that says it is finished', path: 'c2/GOAL.md', text: goal('status: ACTIVE'), says: "'c2' is finished" },
  {
    why: 'a priority that there is not',
    path: 'c3/GOAL.md',
    text: goal('priority: 1.5'),
    says: 'c3/GOAL.md: priority must be a whole number',
  },
  { why: 'a dependency that is no chunk', path: 'c4/GOAL.md', text: goal('depends_on: ["../x"]'), says: 'dependsOn[0] must be a slug' },
  { why: 'NUL characters', path: 'c5/GOAL.md', text: 'a\0b', says: 'NUL' },
  { why: 'its size', path: 'c6/GOAL.md', text: 'x'.repeat(257 * 1024), says: '256 KiB at most; found 257 KiB' },
]

test('what stands in the way of a document is its own problem, and of no other', async () => {
  const { read } = await documentsOf({ ...Object.fromEntries(PROBLEMS.map(({ path, text }) => [path, text])), 'fine/GOAL.md': 'Fine.' })
  const documents = new Map((await read()).map((document) => [document.path, document]))
  for (const { why, path, says } of PROBLEMS) expect(documents.get(path)?.problem, why).toContain(says)
  expect(documents.get('fine/GOAL.md')).toMatchObject({ problem: null, text: 'Fine.' })
})

test('a finished sibling counts as done, unless the project has a unit for it; another one does not', async () => {
  const { read } = await documentsOf(
    {
      'docs/a/GOAL.md': goal('depends_on: [done, known, open, elsewhere, nowhere]'),
      'docs/done/GOAL.md': goal('status: HISTORICAL'),
      'docs/known/GOAL.md': goal('status: ACTIVE'),
      'docs/open/GOAL.md': 'Open.',
      'other/elsewhere/GOAL.md': goal('status: ACTIVE'),
      'top/GOAL.md': goal('depends_on: [finished]'),
      'finished/GOAL.md': goal('status: ACTIVE'),
    },
    ['known'],
  )
  const documents = await read()
  expect(documents.find(({ chunk }) => chunk === 'a')?.dependsOn).toEqual(['known', 'open', 'elsewhere', 'nowhere'])
  expect(documents.find(({ chunk }) => chunk === 'top')?.dependsOn).toEqual([])
})

test('beyond a thousand documents a finished sibling is still known', async () => {
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`d/c${String(index).padStart(4, '0')}/GOAL.md`, 'x']))
  const { read } = await documentsOf({ ...many, 'd/a/GOAL.md': goal('depends_on: [z]'), 'd/z/GOAL.md': goal('status: ACTIVE') })
  const documents = await read()
  expect(documents).toHaveLength(1_000)
  expect(documents[0]).toMatchObject({ chunk: 'a', dependsOn: [] })
})

test('no link leads out of the repository, and no edit in a checkout is seen', async () => {
  const { repository, read } = await documentsOf({ 'a/GOAL.md': 'Fine.', secret: 'secret' })
  await mkdir(join(repository, 'link'))
  await symlink('/etc/passwd', join(repository, 'link/GOAL.md'))
  await mkdir(join(repository, 'plan'))
  await symlink('../secret', join(repository, 'plan/PLAN.md'))
  await commit(repository, { 'plan/GOAL.md': 'Planned by a link.' })
  await write(repository, 'a/GOAL.md', 'Edited.')
  await write(repository, 'new/GOAL.md', 'New.')
  expect((await read()).map(({ path, planned, text }) => [path, planned, text])).toEqual([
    ['a/GOAL.md', false, 'Fine.'],
    ['plan/GOAL.md', false, 'Planned by a link.'],
  ])
})

test('a project, a repository or a branch that is not there is told, and is no empty list', async () => {
  const { api, repository } = await documentsOf({ 'a/GOAL.md': 'Fine.' })
  const refusal = (project: string) => api.refusal(DOCUMENTS, { project }, VIEWER)
  expect(await refusal('nope')).toMatchObject({ code: 'NOT_FOUND', field: 'project' })
  await operatorGit(repository, 'branch', '--move', 'main', 'renamed')
  expect(await refusal('real')).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('"main"') })
})

async function inject(api: Api, documents: readonly SeenDocument[]): Promise<unknown> {
  const workUnits = documents.map(({ chunk, text, dependsOn, planned }) => ({
    chunk,
    goal: text,
    dependsOn,
    phase: planned ? 'IMPLEMENT' : null,
  }))
  return api.data('mutation ($input: InjectWorkUnitsInput!) { injectWorkUnits(input: $input) { workUnits { chunk phase status } } }', {
    input: { project: 'real', workUnits },
  })
}

test('what has no problem is injected as it is shown', async () => {
  const { api, read } = await documentsOf({
    'd/done/GOAL.md': goal('status: ACTIVE'),
    'd/b/GOAL.md': goal('depends_on: [a, done]'),
    'd/a/GOAL.md': 'A.',
    'd/a/PLAN.md': 'Do it.',
  })
  const documents = (await read()).filter(({ problem }) => problem === null)
  expect(await inject(api, documents)).toEqual({
    injectWorkUnits: {
      workUnits: [
        { chunk: 'a', phase: 'IMPLEMENT', status: 'READY' },
        { chunk: 'b', phase: 'PLAN', status: 'BLOCKED' },
      ],
    },
  })
  expect((await read()).map(({ problem }) => problem)).toEqual([
    "The project has a work unit for 'a' already.",
    "The project has a work unit for 'b' already.",
    expect.stringContaining('finished'),
  ])
})
