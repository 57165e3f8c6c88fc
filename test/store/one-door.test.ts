/**
 * Going around `commit` at run time: the reading client refuses, and so do both databases, also from a plain SQL shell. That it does
 * not compile either stands in test/one-door.test.ts, and that no room imports its way around in test/architecture.test.ts.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import { flagTestConflict } from '../support/conflicts.ts'
import { openTestStore, plainShell, type TestStore } from '../support/database.ts'
import { readTables } from '../support/refusal.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, testServices } from '../support/units.ts'
import { deleteWorkUnit } from '../../src/services/deletion.ts'
import { prioritizeWorkUnit } from '../../src/services/work-unit.ts'

const DOOR = 'Work units change only through commit() of signalbox, which writes the change log in the same transaction.'
const NO_GAPS = 'The change log has no gaps: a change has the next sequence of its project and the next revision of its unit.'
const NEVER_ALTERED = 'The change log is never altered'
const ONLY_EXPIRED = 'only changes that have expired go, and of each unit the newest of them stays.'
const WATERMARK = 'Changes that have expired do not come back, and the newest one never expires.'
const HEAD = 'The head of the change log moves with the log.'

interface Scene {
  readonly store: TestStore
  readonly project: string
  /** `a` runs, `b` depends on it, `c` has been asked about its conflict with `d`. */
  readonly ids: Record<string, string>
}

async function setScene(): Promise<Scene> {
  const store = await openTestStore()
  const services = testServices(store)
  const { id: project } = await createTestProject(store)
  const ids = await injectTestUnits(services, 'demo', ['a', { chunk: 'b', dependsOn: ['a'] }, 'c', 'd'])
  await dispatchTestRun(services, 'demo', ids['a'] ?? '')
  await flagTestConflict(services, 'demo', ids['c'] ?? '', ids['d'] ?? '')
  return { store, project, ids }
}

let scene: Scene

beforeEach(async () => {
  scene = await setScene()
})

describe('a plain SQL shell is refused', () => {
  /** An entry of the change log as a forger would write it. */
  const entry = (workUnitId: string, revision: number, sequence: string): string => `
    INSERT INTO "WorkUnitChange" ("projectId", "sequence", "workUnitId", "revision", "chunk", "kind", "changedFields", "actor", "reason", "at")
    SELECT "id", ${sequence}, '${workUnitId}', ${revision}, 'a', 'UPDATED', '[]', 'me', 'because', "createdAt" FROM "Project"`
  const copy = (table: string, columns: string, values: string, where: string): string =>
    `INSERT INTO "${table}" (${columns}) SELECT ${values} FROM "${table}" WHERE ${where}`

  const ITEM = '"id", "workUnitId", "revision", "kind", "state", "prompt", "options", "generation", "openedAt"'
  const RUN = '"id", "workUnitId", "revision", "phase", "generation", "attempt", "status", "host", "serverId", "startedAt"'

  const REFUSED: readonly [string, string, (scene: Scene) => string][] = [
    ['UPDATE of a status', DOOR, ({ ids }) => `UPDATE "WorkUnit" SET "status" = 'DONE' WHERE "id" = '${ids['b']}'`],
    ['UPDATE of all priorities', DOOR, () => `UPDATE "WorkUnit" SET "priority" = 5`],
    [
      'UPDATE with a new revision and no entry',
      DOOR,
      ({ ids }) => `UPDATE "WorkUnit" SET "status" = 'DONE', "revision" = "revision" + 1 WHERE "id" = '${ids['b']}'`,
    ],
    [
      'UPDATE of a unit’s id',
      DOOR,
      ({ ids }) => `UPDATE "WorkUnit" SET "id" = 'other', "revision" = "revision" + 1 WHERE "id" = '${ids['d']}'`,
    ],
    ['DELETE of a unit', DOOR, ({ ids }) => `DELETE FROM "WorkUnit" WHERE "id" = '${ids['d']}'`],
    ['DELETE of a run', DOOR, () => `DELETE FROM "Run"`],
    ['UPDATE of a run', DOOR, () => `UPDATE "Run" SET "pid" = 1`],
    ['UPDATE of a run with a new revision and no entry', DOOR, () => `UPDATE "Run" SET "revision" = "revision" + 1`],
    [
      'INSERT of a run',
      DOOR,
      () => copy('Run', RUN, `'forged', "workUnitId", "revision", "phase", 99, 1, "status", "host", "serverId", "startedAt"`, 'true'),
    ],
    ['DELETE of an attention item', DOOR, () => `DELETE FROM "AttentionItem"`],
    ['UPDATE of an attention item', DOOR, () => `UPDATE "AttentionItem" SET "state" = 'ANSWERED'`],
    ['INSERT of an attention item', DOOR, () => copy('AttentionItem', ITEM, `'forged', ${ITEM.slice('"id", '.length)}`, 'true')],
    ['DELETE of a dependency', DOOR, () => `DELETE FROM "Dependency"`],
    ['UPDATE of a dependency', DOOR, ({ ids }) => `UPDATE "Dependency" SET "dependsOnId" = '${ids['c']}'`],
    ['INSERT of a dependency', DOOR, ({ ids }) => `INSERT INTO "Dependency" VALUES ('${ids['d']}', '${ids['a']}', 1)`],
    ['DELETE of a conflict', DOOR, () => `DELETE FROM "Conflict"`],
    ['UPDATE of a conflict', DOOR, () => `UPDATE "Conflict" SET "resolution" = 'PARALLELIZE'`],
    [
      'an entry and an UPDATE of another unit',
      DOOR,
      ({ ids, store }) =>
        inTransaction(
          store,
          entry(ids['d'] ?? '', 3, '"sequence" + 1'),
          `UPDATE "WorkUnit" SET "revision" = "revision" + 1 WHERE "id" = '${ids['b']}'`,
        ),
    ],
    ['DELETE of the log', ONLY_EXPIRED, () => `DELETE FROM "WorkUnitChange"`],
    ['DELETE of one entry', ONLY_EXPIRED, () => `DELETE FROM "WorkUnitChange" WHERE "sequence" = 1`],
    ['letting the newest change expire', WATERMARK, () => `UPDATE "Project" SET "expiredSequence" = "sequence"`],
    ['letting changes expire that there are not', WATERMARK, () => `UPDATE "Project" SET "expiredSequence" = "sequence" + 1`],
    ['less than nothing that has expired', WATERMARK, () => `UPDATE "Project" SET "expiredSequence" = -1`],
    ['UPDATE of the log', NEVER_ALTERED, () => `UPDATE "WorkUnitChange" SET "actor" = 'somebody else'`],
    ['an entry that leaves a sequence out', NO_GAPS, ({ ids }) => entry(ids['d'] ?? '', 3, '"sequence" + 2')],
    ['an entry that repeats a sequence', NO_GAPS, ({ ids }) => entry(ids['d'] ?? '', 3, '"sequence"')],
    ['an entry that leaves a revision out', NO_GAPS, ({ ids }) => entry(ids['d'] ?? '', 4, '"sequence" + 1')],
    ['an entry that repeats a revision', NO_GAPS, ({ ids }) => entry(ids['d'] ?? '', 2, '"sequence" + 1')],
    [
      'a second unit’s entry before the first one’s row',
      NO_GAPS,
      ({ ids, store }) => inTransaction(store, entry(ids['d'] ?? '', 3, '"sequence" + 1'), entry(ids['d'] ?? '', 4, '"sequence" + 1')),
    ],
    ['moving the head forward', HEAD, () => `UPDATE "Project" SET "sequence" = "sequence" + 1`],
    ['moving the head back', HEAD, () => `UPDATE "Project" SET "sequence" = 0`],
  ]

  const REFUSED_ON_SQLITE: typeof REFUSED = [
    [
      'INSERT OR REPLACE of a unit',
      DOOR,
      ({ ids }) => `INSERT OR REPLACE INTO "WorkUnit" SELECT * FROM "WorkUnit" WHERE "id" = '${ids['a']}'`,
    ],
    ['UPDATE OR REPLACE of a unit', DOOR, ({ ids }) => `UPDATE OR REPLACE "WorkUnit" SET "chunk" = 'a' WHERE "id" = '${ids['b']}'`],
    ['INSERT OR REPLACE of a run', DOOR, () => `INSERT OR REPLACE INTO "Run" SELECT * FROM "Run"`],
    ['INSERT OR REPLACE of an item', DOOR, () => `INSERT OR REPLACE INTO "AttentionItem" SELECT * FROM "AttentionItem"`],
    ['INSERT OR REPLACE of a conflict', DOOR, () => `INSERT OR REPLACE INTO "Conflict" SELECT * FROM "Conflict"`],
    [
      'INSERT OR REPLACE of an entry',
      NO_GAPS,
      () => `INSERT OR REPLACE INTO "WorkUnitChange" SELECT * FROM "WorkUnitChange" WHERE "sequence" = 1`,
    ],
  ]

  const REFUSED_ON_POSTGRESQL: typeof REFUSED = [
    [
      'INSERT … ON CONFLICT DO UPDATE of a unit',
      DOOR,
      ({ ids }) =>
        `INSERT INTO "WorkUnit" SELECT * FROM "WorkUnit" WHERE "id" = '${ids['a']}' ON CONFLICT ("id") DO UPDATE SET "priority" = 9`,
    ],
    ...['WorkUnit', 'Dependency', 'Run', 'AttentionItem', 'Conflict', 'WorkUnitChange'].map((table): (typeof REFUSED)[number] => [
      `TRUNCATE of ${table}`,
      DOOR,
      () => `TRUNCATE "${table}" CASCADE`,
    ]),
  ]

  it('for each statement, in one sentence, and nothing changes', async () => {
    const own = scene.store.database === 'SQLITE' ? REFUSED_ON_SQLITE : REFUSED_ON_POSTGRESQL
    const before = await readTables(scene.store)
    for (const [name, sentence, sql] of [...REFUSED, ...own]) {
      await expect(plainShell(scene.store.location, sql(scene)), name).rejects.toThrow(sentence)
    }
    expect(await readTables(scene.store)).toEqual(before)
  })

  it('also when changes have expired: what is needed of them stays, and none comes back', async () => {
    const services = testServices(scene.store)
    const gone = scene.ids['d'] ?? ''
    await deleteWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'd', force: true })
    await prioritizeWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'c', priority: 5 })
    await plainShell(scene.store.location, `UPDATE "Project" SET "expiredSequence" = "sequence" - 1`)
    const before = await readTables(scene.store)
    const newest = (id: string): string => `(SELECT MAX("revision") FROM "WorkUnitChange" WHERE "workUnitId" = '${id}')`
    const refused: readonly [string, string, string][] = [
      ['DELETE of the newest change', ONLY_EXPIRED, `DELETE FROM "WorkUnitChange" WHERE "sequence" = (SELECT "sequence" FROM "Project")`],
      [
        'DELETE of the newest expired change of a unit whose next has not expired',
        ONLY_EXPIRED,
        `DELETE FROM "WorkUnitChange" WHERE "workUnitId" = '${scene.ids['c']}' AND "revision" = ${newest(scene.ids['c'] ?? '')} - 1`,
      ],
      [
        'DELETE of the newest change of a unit',
        ONLY_EXPIRED,
        `DELETE FROM "WorkUnitChange" WHERE "workUnitId" = '${scene.ids['a']}' AND "revision" = ${newest(scene.ids['a'] ?? '')}`,
      ],
      [
        'DELETE of a deletion before the changes that it ended',
        ONLY_EXPIRED,
        `DELETE FROM "WorkUnitChange" WHERE "workUnitId" = '${gone}' AND "kind" = 'DELETED'`,
      ],
      ['UPDATE of an expired change', NEVER_ALTERED, `UPDATE "WorkUnitChange" SET "actor" = 'somebody else' WHERE "sequence" = 1`],
      ['bringing changes back', WATERMARK, `UPDATE "Project" SET "expiredSequence" = "expiredSequence" - 1`],
    ]
    for (const [name, sentence, sql] of refused) {
      await expect(plainShell(scene.store.location, sql), name).rejects.toThrow(sentence)
    }
    expect(await readTables(scene.store)).toEqual(before)
    await plainShell(scene.store.location, `DELETE FROM "WorkUnitChange" WHERE "workUnitId" = '${gone}' AND "kind" <> 'DELETED'`)
    await plainShell(scene.store.location, `DELETE FROM "WorkUnitChange" WHERE "workUnitId" = '${gone}'`)
  })

  it('and a commit goes through before and after', async () => {
    await expect(plainShell(scene.store.location, `UPDATE "WorkUnit" SET "priority" = 5`)).rejects.toThrow(DOOR)
    const services = testServices(scene.store)
    const head = (await scene.store.read.project.findFirstOrThrow()).sequence
    const { sequence } = await prioritizeWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'd', priority: 5 })
    expect(sequence).toBe(head + 1)
    expect(await scene.store.read.workUnit.findUnique({ where: { id: scene.ids['d'] ?? '' } })).toMatchObject({ priority: 5 })
  })
})

describe('the reading client', () => {
  /** What a cast would reach. */
  const WRITES: readonly [string, string, (id: string) => object][] = [
    ['workUnit', 'updateMany', () => ({ data: { priority: 5 } })],
    ['workUnit', 'deleteMany', () => ({})],
    ['project', 'updateMany', () => ({ data: { paused: true } })],
    ['run', 'deleteMany', () => ({})],
    ['attentionItem', 'updateMany', () => ({ data: { state: 'ANSWERED' } })],
    ['receipt', 'deleteMany', () => ({})],
  ]
  const REFUSAL = /attempt to write a readonly database|in a read-only transaction/

  it('does not write, whatever its types say', async () => {
    const before = await readTables(scene.store)
    for (const [model, method, args] of WRITES) {
      const delegate: object = Reflect.get(scene.store.read, model)
      const write = Reflect.apply(Reflect.get(delegate, method), delegate, [args(scene.project)])
      await expect(write, `${model}.${method}`).rejects.toThrow(REFUSAL)
    }
    expect(await readTables(scene.store)).toEqual(before)
  })

  it('does not write by raw SQL', async () => {
    const { read } = scene.store
    const write = Reflect.apply(Reflect.get(read, '$executeRawUnsafe'), read, [`UPDATE "Project" SET "paused" = true`])
    await expect(write).rejects.toThrow(REFUSAL)
  })
})

/** One transaction. PostgreSQL takes several statements of one message as one anyway. */
function inTransaction({ database }: TestStore, ...statements: string[]): string {
  return database === 'SQLITE' ? `BEGIN; ${statements.join(';')}; COMMIT` : statements.join(';')
}
