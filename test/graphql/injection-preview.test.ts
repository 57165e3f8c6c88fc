/** What a preview says is what the injection then does, and it leaves no trace. */
import { expect, test } from 'vitest'
import { completeWorkUnit } from '../../src/services/work-unit.ts'
import { readTables } from '../support/refusal.ts'
import { injectTestUnits, OPERATOR as CALLER } from '../support/units.ts'
import { openApi, VIEWER, type Api } from './api.ts'
import { BAD_INPUTS } from './bad-input-cases.ts'

const UNIT = 'chunk title phase status priority held'
const PREVIEW = `query ($input: InjectWorkUnitsInput!) {
  previewInjection(input: $input) { workUnits { ${UNIT} dependsOn } conflicts { chunks verdict evidence { stage path symbol } } truncated }
}`
const INJECT = `mutation ($input: InjectWorkUnitsInput!) { injectWorkUnits(input: $input) { workUnits { ${UNIT} dependsOn { chunk } } } }`

interface Unit {
  readonly chunk: string
  readonly status: string
  readonly dependsOn: readonly string[]
}

interface Conflict {
  readonly chunks: readonly string[]
  readonly verdict: string
  readonly evidence: readonly object[]
}

interface Preview {
  readonly workUnits: readonly Unit[]
  readonly conflicts: readonly Conflict[]
  readonly truncated: boolean
}

const inputOf = (...workUnits: object[]) => ({ project: 'demo', workUnits })

async function preview(api: Api, ...workUnits: object[]): Promise<Preview> {
  return (await api.data<{ previewInjection: Preview }>(PREVIEW, { input: inputOf(...workUnits) }, VIEWER)).previewInjection
}

async function inject(api: Api, ...workUnits: object[]): Promise<Unit[]> {
  const { injectWorkUnits } = await api.data<{
    injectWorkUnits: { workUnits: (Omit<Unit, 'dependsOn'> & { dependsOn: { chunk: string }[] })[] }
  }>(INJECT, { input: inputOf(...workUnits) })
  return injectWorkUnits.workUnits.map((unit) => ({ ...unit, dependsOn: unit.dependsOn.map(({ chunk }) => chunk) }))
}

const goal = (...paths: string[]): string => {
  const refs = paths.filter((path) => path.includes('#')).map((ref) => `{ ref: ${JSON.stringify(ref)} }`)
  const plain = paths.filter((path) => !path.includes('#'))
  return `---\ncode_paths: ${JSON.stringify(plain)}\ncode_references: [${refs.join(', ')}]\n---\nDo it.`
}

test('the injection makes what the preview says, in the same order, and the preview writes nothing', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['done', 'open', 'older'])
  await completeWorkUnit(api.services, CALLER, { project: 'demo', chunk: 'done', reason: 'by hand' })
  const workUnits = [
    { chunk: 'c', dependsOn: ['b', 'open', 'a', 'older'], priority: 7 },
    { chunk: 'b', dependsOn: ['done'], held: true, phase: 'REVIEW' },
    { chunk: 'a', goal: '---\npriority: -3\ndepends_on: [b, done]\n---\n# From the document\n' },
    { chunk: 'd', goal: 'Sentence one. Sentence two.' },
  ]
  const before = await readTables(api.store)
  const seen = await preview(api, ...workUnits)
  expect(await readTables(api.store)).toEqual(before)
  expect(seen).toMatchObject({ conflicts: [], truncated: false })
  expect(seen.workUnits.map(({ chunk, status, dependsOn }) => [chunk, status, dependsOn])).toEqual([
    ['b', 'READY', ['done']],
    ['a', 'BLOCKED', ['done', 'b']],
    ['c', 'BLOCKED', ['open', 'older', 'b', 'a']],
    ['d', 'READY', []],
  ])
  expect(await inject(api, ...workUnits)).toEqual(seen.workUnits)
})

test('what the injection refuses the preview refuses with the same code, field and sentence', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['one', { chunk: 'two', dependsOn: ['one'] }])
  const refused = BAD_INPUTS.filter(({ document }) => document.includes('injectWorkUnits'))
  expect(refused.length).toBeGreaterThan(5)
  expect(new Set(refused.map(({ code }) => code))).toEqual(
    new Set(['VALIDATION_FAILED', 'NOT_FOUND', 'DUPLICATE_CHUNK', 'DEPENDENCY_CYCLE']),
  )
  for (const { mistake, document, input, variables } of refused) {
    const given = variables ?? { input }
    const preview = await api.refusal(PREVIEW, given, VIEWER)
    expect.soft(preview, mistake).toEqual(await api.refusal(document, given))
  }
})

test('an idempotency key that was used plays no part', async () => {
  const api = await openApi()
  await api.data(INJECT, { input: { ...inputOf({ chunk: 'a' }), idempotencyKey: 'k' } })
  const again = { ...inputOf({ chunk: 'b' }), idempotencyKey: 'k' }
  expect(await api.data(PREVIEW, { input: again }, VIEWER)).toMatchObject({ previewInjection: { workUnits: [{ chunk: 'b' }] } })
  expect(await api.refusal(PREVIEW, { input: { ...inputOf({ chunk: 'a' }), idempotencyKey: 'k' } })).toMatchObject({
    code: 'DUPLICATE_CHUNK',
  })
})

test('a preview waits for no commit, and no commit for it', async () => {
  const api = await openApi()
  let letGo: (() => void) | undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  const commit = api.store.commit({ project: 'demo', actor: 'test' }, async () => {
    await held
    return { writes: [], result: null }
  })
  expect((await preview(api, { chunk: 'a' })).workUnits).toHaveLength(1)
  letGo?.()
  await commit
})

test('conflicts are predicted between the new ones and with what is not DONE, by paths and symbols, but not along a chain', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', [
    { chunk: 'done', goal: goal('src/a.ts') },
    { chunk: 'first', goal: goal('src/a.ts') },
    { chunk: 'second', goal: goal('src/a.ts'), dependsOn: ['first'] },
    { chunk: 'apart', goal: goal('docs/') },
  ])
  await completeWorkUnit(api.services, CALLER, { project: 'demo', chunk: 'done', reason: 'by hand' })
  const { conflicts, truncated } = await preview(
    api,
    { chunk: 'new-1', goal: goal('src/*.ts') },
    { chunk: 'new-2', goal: goal('src/a.ts#Thing::member') },
    { chunk: 'new-3', goal: goal('src/a.ts#Thing'), dependsOn: ['second'] },
    { chunk: 'new-4', goal: goal('src/a.ts'), dependsOn: ['new-3', 'new-2', 'new-1'] },
    { chunk: 'new-5', goal: goal('README.md') },
    { chunk: 'new-6' },
  )
  expect(truncated).toBe(false)
  expect(conflicts.map(({ chunks, verdict }) => [...chunks, verdict])).toEqual([
    ['first', 'new-1', 'ASK_OPERATOR'],
    ['second', 'new-1', 'ASK_OPERATOR'],
    ['first', 'new-2', 'ASK_OPERATOR'],
    ['second', 'new-2', 'ASK_OPERATOR'],
    ['new-1', 'new-2', 'ASK_OPERATOR'],
    ['new-1', 'new-3', 'ASK_OPERATOR'],
    ['new-2', 'new-3', 'SERIALIZE'],
  ])
  expect(conflicts.at(-1)?.evidence).toEqual([{ stage: 'DECLARED', path: 'src/a.ts', symbol: 'Thing::member' }])
})

test('a thousand new ones that all name everything are compared as far as it goes, and the rest is said to be missing', async () => {
  const api = await openApi()
  const places = Array.from({ length: 40 }, (_, index) => `src/${index}.ts`)
  const seen = await preview(api, ...Array.from({ length: 1_000 }, (_, index) => ({ chunk: `c${index}`, goal: goal(...places) })))
  expect([seen.workUnits.length, seen.truncated]).toEqual([1_000, true])
  expect(seen.conflicts.length).toBeGreaterThan(100)
  expect(seen.conflicts.reduce((sum, { evidence }) => sum + evidence.length, 0)).toBeLessThan(6_000)
})
