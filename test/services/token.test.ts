import { beforeEach, describe, expect, inject, it } from 'vitest'
import type { Decision } from '../../src/services/context.ts'
import { tokenMaker } from '../../src/services/new-token.ts'
import { authenticate, createToken, goodTokens, revokeToken, setOwnerToken } from '../../src/services/token.ts'
import { cancelWorkUnit } from '../../src/services/work-unit.ts'
import { openSecondStore, openTestStore, type TestStore } from '../support/database.ts'
import { expectRefusal } from '../support/refusal.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'

const NOON = new Date('2026-01-01T12:00:00.000Z')
const ADA = { name: 'ada' }
const ONCE = { name: 'ada', idempotencyKey: 'key-1' }
const VERA = { name: 'vera', role: 'VIEWER' } as const

let now: Date
let store: TestStore
let services: TestServices
let decisions: Decision[]

beforeEach(async () => {
  now = NOON
  store = await openTestStore({ now: () => now })
  decisions = []
  services = testServices(store, { now: () => now, onDecision: (decision) => decisions.push(decision) })
})

function minutesLater(minutes: number): Date {
  return new Date(NOON.getTime() + minutes * 60_000)
}

/** Of another server on the same database, or of this one after a restart. */
async function anotherServer(options: { secret: string; ownerName?: string }): Promise<TestServices> {
  const { secret, ...others } = options
  const second = await openSecondStore(store.location, { now: () => now })
  return testServices(second, { now: () => now, newToken: tokenMaker(secret), ...others })
}

describe('the owner’s token', () => {
  it('opens; the one before it and any other does not; and none is stored', async () => {
    await setOwnerToken(services, 'first')
    now = minutesLater(1)
    await setOwnerToken(services, 'second')
    expect(await authenticate(services, 'second')).toEqual({ kind: 'operator', name: 'owner', role: 'OWNER' })
    expect(await Promise.all(['first', 'third', ''].map((token) => authenticate(services, token)))).toEqual([null, null, null])
    const rows = await store.read.token.findMany()
    expect(rows).toMatchObject([{ name: 'owner', createdAt: now, createdBy: null, expiresAt: null, revokedAt: null }])
    expect(JSON.stringify(rows)).not.toContain('second')
  })

  it('stays as it is over a restart, and goes along when the host gets another name', async () => {
    await setOwnerToken({ ...services, ownerName: 'owner@here-123456' }, 'first')
    now = minutesLater(1)
    await setOwnerToken({ ...services, ownerName: 'owner@here-123456' }, 'first')
    expect(await store.read.token.findMany()).toMatchObject([{ createdAt: NOON }])
    await setOwnerToken({ ...services, ownerName: 'owner@there-123456' }, 'first')
    expect(await store.read.token.findMany()).toMatchObject([{ name: 'owner@there-123456' }])
    expect(await authenticate(services, 'first')).toMatchObject({ name: 'owner@there-123456' })
  })

  it('is not revoked by its own server, which says how it is changed; another one on the database may revoke it', async () => {
    await setOwnerToken({ ...services, ownerName: 'owner@here-123456' }, 'here')
    await setOwnerToken({ ...services, ownerName: 'owner@gone-123456' }, 'gone')
    const here = { ...services, ownerName: 'owner@here-123456' }
    await expectRefusal(
      store,
      () => revokeToken(here, ADA, { name: 'owner@here-123456' }),
      'VALIDATION_FAILED',
      'name',
      'remove the file owner-token',
    )
    await revokeToken(here, ADA, { name: 'owner@gone-123456' })
    expect(await goodTokens(services, ['here', 'gone'])).toEqual(new Set(['here']))
  })
})

describe('a token', () => {
  it('lets its holder in under its name and with its role, until it is revoked', async () => {
    const created = await createToken(services, ADA, VERA)
    expect(created).toEqual({ ...VERA, token: expect.stringMatching(/^sbx_[\w-]{43}$/), createdAt: NOON, expiresAt: null })
    expect(await authenticate(services, created.token)).toEqual({ kind: 'operator', ...VERA })
    now = minutesLater(1)
    expect(await revokeToken(services, ADA, { name: 'vera' })).toEqual({ revokedAt: now })
    expect(await authenticate(services, created.token)).toBeNull()
    expect(await store.read.token.findMany()).toMatchObject([{ ...VERA, createdBy: 'ada', createdAt: NOON, revokedAt: now }])
  })

  it('expires at its time, to the millisecond', async () => {
    const { token } = await createToken(services, ADA, { ...VERA, expiresAt: minutesLater(5) })
    now = new Date(minutesLater(5).getTime() - 1)
    expect([await authenticate(services, token), await goodTokens(services, [token])]).toEqual([expect.anything(), new Set([token])])
    now = minutesLater(5)
    expect([await authenticate(services, token), await goodTokens(services, [token])]).toEqual([null, new Set()])
  })

  it('that is good keeps its name; one that was revoked or has expired leaves it to the next', async () => {
    const { token: first } = await createToken(services, ADA, { ...VERA, expiresAt: minutesLater(5) })
    await expectRefusal(store, () => createToken(services, ADA, VERA), 'VALIDATION_FAILED', 'name', 'Revoke it first')
    now = minutesLater(5)
    const { token: second } = await createToken(services, ADA, { ...VERA, role: 'OPERATOR' })
    await revokeToken(services, ADA, { name: 'vera' })
    const { token: third } = await createToken(services, ADA, VERA)
    expect(await goodTokens(services, [first, second, third])).toEqual(new Set([third]))
    expect(await authenticate(services, third)).toMatchObject(VERA)
    expect(await store.read.token.count()).toBe(1)
  })

  it('of one name is made once, however many ask for it at once', async () => {
    const rotated = await createToken(services, ADA, { ...VERA, expiresAt: minutesLater(5) })
    now = minutesLater(5)
    const both = [services, inject('database') === 'POSTGRESQL' ? await anotherServer({ secret: 'other' }) : services]
    for (const name of ['vera', 'new']) {
      const attempts = Array.from({ length: 10 }, (_, index) => createToken(both[index % 2] ?? services, ADA, { name, role: 'VIEWER' }))
      const made = (await Promise.allSettled(attempts)).flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value.token] : []))
      expect(made).toHaveLength(1)
      expect(await goodTokens(services, [...made, rotated.token])).toEqual(new Set(made))
    }
  })

  it('that is revoked twice stays revoked since the first time; an unknown one is not found', async () => {
    await createToken(services, ADA, VERA)
    await revokeToken(services, ADA, { name: 'vera' })
    now = minutesLater(1)
    expect(await revokeToken(services, ADA, { name: 'vera' })).toEqual({ revokedAt: NOON })
    expect(decisions.map(({ what }) => what)).toEqual(['token created', 'token revoked'])
    await expectRefusal(store, () => revokeToken(services, ADA, { name: 'nobody' }), 'NOT_FOUND', 'name', 'token list')
  })

  it.each([minutesLater(0), minutesLater(-1)])('does not expire before it is made: %s', async (expiresAt) => {
    const create = () => createToken(services, ADA, { ...VERA, expiresAt })
    await expectRefusal(store, create, 'VALIDATION_FAILED', 'expiresAt', 'in the future')
  })
})

describe('a repeat', () => {
  it('is answered with the first answer, token included: at once, after a restart, after the token’s end', async () => {
    const input = { ...VERA, expiresAt: minutesLater(5) }
    const answers = await Promise.all(Array.from({ length: 20 }, () => createToken(services, ONCE, input)))
    const [first] = answers
    expect(answers).toEqual(Array.from({ length: 20 }, () => first))
    expect(decisions).toEqual([{ what: 'token created', actor: 'ada', name: 'vera' }])
    await revokeToken(services, ADA, { name: 'vera' })
    now = minutesLater(10)
    const restarted = await anotherServer({ secret: 'secret' })
    expect(await createToken(restarted, ONCE, input)).toEqual(first)
    expect(await goodTokens(services, [first?.token ?? ''])).toEqual(new Set())
  })

  it.runIf(inject('database') === 'POSTGRESQL')(
    'at another server that shares the secret is answered alike, also when both are asked at once',
    async () => {
      const servers = [services, await anotherServer({ secret: 'secret' })]
      const ask = () => Promise.all(Array.from({ length: 20 }, (_, index) => createToken(servers[index % 2] ?? services, ONCE, VERA)))
      const answers = [...(await ask()), ...(await ask())]
      expect(new Set(answers.map(({ token }) => token)).size).toBe(1)
      await revokeToken(services, ADA, { name: 'vera' })
      const again = { ...ONCE, idempotencyKey: 'key-2' }
      const rotated = await Promise.all(Array.from({ length: 20 }, (_, index) => createToken(servers[index % 2] ?? services, again, VERA)))
      expect(new Set(rotated.map(({ token }) => token)).size).toBe(1)
    },
  )

  it('at a server that cannot derive the token is refused, and says what to do', async () => {
    const { token } = await createToken(services, ONCE, VERA)
    const other = await anotherServer({ secret: 'another owner’s token' })
    await expectRefusal(store, () => createToken(other, ONCE, VERA), 'IDEMPOTENCY_CONFLICT', 'idempotencyKey', 'Revoke it')
    expect(await authenticate(services, token)).toMatchObject(VERA)
  })

  it('with another input is refused, and another caller’s key is another key', async () => {
    const { token } = await createToken(services, ONCE, VERA)
    await expectRefusal(
      store,
      () => createToken(services, ONCE, { ...VERA, role: 'OWNER' }),
      'IDEMPOTENCY_CONFLICT',
      'idempotencyKey',
      'key-1',
    )
    await expectRefusal(store, () => createToken(services, { ...ONCE, name: 'bob' }, VERA), 'VALIDATION_FAILED', 'name', 'Revoke it first')
    const others = [
      await createToken(services, { ...ONCE, name: 'bob' }, { ...VERA, name: 'viv' }),
      await createToken(services, ADA, { ...VERA, name: 'vic' }),
      await createToken(services, ADA, { ...VERA, name: 'vanna' }),
    ]
    expect(new Set([token, ...others.map((other) => other.token)]).size).toBe(4)
  })

  it('of a revocation gets the first answer, also when the name is in use again', async () => {
    await createToken(services, ADA, VERA)
    const first = await revokeToken(services, ONCE, { name: 'vera' })
    now = minutesLater(1)
    const { token } = await createToken(services, ADA, VERA)
    expect(await revokeToken(services, ONCE, { name: 'vera' })).toEqual(first)
    expect(await authenticate(services, token)).toMatchObject(VERA)
  })

  it('needs nothing that could be stolen from the database: no text of a token is in it', async () => {
    const { token } = await createToken(services, ONCE, VERA)
    const rows = JSON.stringify([await store.read.receipt.findMany(), await store.read.token.findMany()])
    expect(rows).toContain('key-1')
    for (const text of [token, token.slice('sbx_'.length), 'sbx_']) expect(rows).not.toContain(text)
  })
})

describe('of many tokens at once', () => {
  it('those are good that let somebody in now', async () => {
    await setOwnerToken(services, 'old')
    await setOwnerToken(services, 'new')
    await createTestProject(store)
    const { a = '', b = '' } = await injectTestUnits(services, 'demo', ['a', 'b'])
    const [ended, open] = [await dispatchTestRun(services, 'demo', a), await dispatchTestRun(services, 'demo', b)]
    await cancelWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'a' })
    const shown = ['old', 'new', 'new', '', 'nobody', ended.runToken, open.runToken]
    expect(await goodTokens(services, shown)).toEqual(new Set(['new', open.runToken]))
    expect(await goodTokens(services, [])).toEqual(new Set())
  })

  it('more of them than a statement takes are no trouble; four hundred cost three statements, and those of operators one', async () => {
    const statements: string[] = []
    store = await openTestStore({ onQuery: (sql) => statements.push(sql) })
    services = testServices(store)
    await setOwnerToken(services, 'new')
    const strangers = Array.from({ length: 2_000 }, (_, index) => `stranger ${index}`)
    expect(await goodTokens(services, [...strangers, 'new'])).toEqual(new Set(['new']))
    statements.length = 0
    expect(await goodTokens(services, strangers.slice(0, 400))).toEqual(new Set())
    expect(statements).toHaveLength(3)
    await goodTokens(services, ['new'])
    expect(statements).toHaveLength(4)
  })
})
