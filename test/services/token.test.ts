import { beforeEach, describe, expect, it } from 'vitest'
import { authenticate, goodTokens, setOwnerToken } from '../../src/services/token.ts'
import { cancelWorkUnit } from '../../src/services/work-unit.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'

let store: TestStore
let services: TestServices

beforeEach(async () => {
  store = await openTestStore()
  services = testServices(store)
})

it('the owner’s token opens, the one before it and any other does not, and none is stored', async () => {
  await setOwnerToken(services, 'owner', 'first')
  await setOwnerToken(services, 'owner', 'second')
  expect(await authenticate(services, 'second')).toEqual({ kind: 'operator', name: 'owner', role: 'OWNER' })
  expect(await Promise.all(['first', 'third', ''].map((token) => authenticate(services, token)))).toEqual([null, null, null])
  expect(JSON.stringify(await store.read.token.findMany())).not.toContain('second')
})

describe('of many tokens at once', () => {
  it('those are good that let somebody in now', async () => {
    await setOwnerToken(services, 'owner', 'old')
    await setOwnerToken(services, 'owner', 'new')
    await createTestProject(store)
    const { a = '', b = '' } = await injectTestUnits(services, 'demo', ['a', 'b'])
    const [ended, open] = [await dispatchTestRun(services, 'demo', a), await dispatchTestRun(services, 'demo', b)]
    await cancelWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'a' })
    const shown = ['old', 'new', 'new', '', 'nobody', ended.runToken, open.runToken]
    expect(await goodTokens(services, shown)).toEqual(new Set(['new', open.runToken]))
    expect(await goodTokens(services, [])).toEqual(new Set())
  })

  it('more of them than a statement takes are no trouble, and cost three statements for four hundred, and one where all are operators’', async () => {
    const statements: string[] = []
    store = await openTestStore({ onQuery: (sql) => statements.push(sql) })
    services = testServices(store)
    await setOwnerToken(services, 'owner', 'new')
    const strangers = Array.from({ length: 2_000 }, (_, index) => `stranger ${index}`)
    statements.length = 0
    expect(await goodTokens(services, [...strangers, 'new'])).toEqual(new Set(['new']))
    expect(statements).toHaveLength(16)
    statements.length = 0
    expect(await goodTokens(services, strangers.slice(0, 400))).toEqual(new Set())
    expect(statements).toHaveLength(3)
    statements.length = 0
    await goodTokens(services, ['new'])
    expect(statements).toHaveLength(1)
  })
})
