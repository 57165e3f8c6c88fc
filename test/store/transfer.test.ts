/** A project that was exported and imported is the same project: in its rows, in its log, and in what can be done with it. */
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { act, perform } from '../support/acts.ts'
import { foldLog, readState, recordPublished, wholeLog } from '../support/change-log.ts'
import { askOperator } from '../../src/services/attention.ts'
import { deleteWorkUnit } from '../../src/services/deletion.ts'
import { advanceRun } from '../../src/services/run.ts'
import { prioritizeWorkUnit } from '../../src/services/work-unit.ts'
import { checkLines } from '../../src/store/transfer/check.ts'
import { checkFile } from '../../src/store/transfer/import.ts'
import { readLines } from '../../src/store/transfer/lines.ts'
import { busyProject } from '../graphql/busy-project.ts'
import { openSecondStore, openTestStore, temporaryFolder, type TestStore } from '../support/database.ts'
import { exportLines, importLines, sourceOf } from '../support/transfer.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, testServices } from '../support/units.ts'
import { minutesAfterNoon } from '../support/work-unit.ts'
import { readTables } from '../support/refusal.ts'

const LONG_AFTER = minutesAfterNoon(24 * 60)

it('whatever has happened and has expired: what comes out again is what was put in, and it goes on', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 10, maxLength: 25 }),
      fc.array(act, { minLength: 3, maxLength: 5 }),
      fc.record({ ticks: fc.boolean(), trimAt: fc.nat(25), keep: fc.nat(8) }),
      async (before, after, { ticks, trimAt, keep }) => {
        let minutes = 0
        const now = (): Date => minutesAfterNoon(ticks ? (minutes += 1) : 0)
        const source = await openTestStore({ now })
        const { id } = await createTestProject(source, { phases: ['IMPLEMENT', 'REVIEW'] })
        await injectTestUnits(testServices(source), 'demo', ['a', 'b', { chunk: 'c', dependsOn: ['a'] }])
        for (const [index, it] of before.entries()) {
          await perform(it, testServices(source))
          if (index === trimAt) await source.trim({ keep: 'NUMBER', changes: keep }, LONG_AFTER)
        }
        const lines = await exportLines(source.location, 'demo')

        const target = await openTestStore({ now })
        const published = recordPublished(target)
        await importLines(target, lines)
        expect(await exportLines(target.location, 'demo')).toEqual(lines)
        const tables = await readTables(source)
        expect(await readTables(target)).toEqual({ ...tables, runs: tables.runs.map((run) => ({ ...run, tokenHash: null })) })
        const { expiredSequence, sequence } = await target.read.project.findUniqueOrThrow({ where: { id } })
        const retained = Array.from({ length: sequence - expiredSequence }, (_, index) => expiredSequence + index + 1)
        expect(published.map((change) => change.sequence)).toEqual(retained)

        for (const it of after) await perform(it, testServices(target))
        if (expiredSequence === 0) expect(foldLog(await wholeLog(target, id))).toEqual(await readState(target, id))
        await target.trim({ keep: 'NUMBER', changes: 1 }, LONG_AFTER)
      },
    ),
    { numRuns: 5, endOnFailure: true },
  )
}, 120_000)

it('what stands in the way of a simple replay comes through: a chunk that was deleted and came back at once, and a run that ended after its question', async () => {
  // All at one moment: nothing but the order tells the transactions apart.
  const source = await openTestStore({ now: () => minutesAfterNoon(0) })
  const services = testServices(source)
  await createTestProject(source)
  const { asks = '' } = await injectTestUnits(services, 'demo', ['again', 'asks'])
  await deleteWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'again' })
  await injectTestUnits(services, 'demo', ['again'])
  await prioritizeWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'again', priority: 1 })
  const { runId } = await dispatchTestRun(services, 'demo', asks)
  await askOperator(services, { name: 'agent' }, runId, { question: 'Which one?', options: [] })
  await advanceRun(services, { project: 'demo', unitId: asks, runId }, (_, { generation }) => ({
    event: { type: 'suspend', generation, end: { outcome: 'SUSPENDED' } },
    reason: 'it waits for the answer',
  }))

  const target = await openTestStore()
  await importLines(target, await exportLines(source.location, 'demo'))
  const tables = await readTables(source)
  expect(tables.runs[0]?.revision).toBeGreaterThan(tables.attention[0]?.revision ?? Infinity)
  expect(await readTables(target)).toEqual({ ...tables, runs: tables.runs.map((run) => ({ ...run, tokenHash: null })) })
})

describe('a file that is not right is one error that names the line, and nothing happens', () => {
  let lines: readonly string[]
  let target: TestStore

  beforeEach(async () => {
    const source = await openTestStore()
    await createTestProject(source)
    await busyProject(testServices(source), 1)
    const { id } = await source.read.run.findFirstOrThrow()
    await source.runPrompts.keep(id, '# IMPLEMENT of chunk first-1')
    await source.runOutput.append(id, [{ stream: 'OUT', text: 'It works.\n', at: new Date() }])
    lines = await exportLines(source.location, 'demo')
    target = await openTestStore()
  })

  /** The lines with those of `kind` changed. */
  const changed = (kind: string, change: (record: Json) => void): string[] =>
    lines.map((line) => (kindOf(line) === kind ? edited(line, change) : line))
  const without = (kind: string): string[] => lines.filter((line) => kindOf(line) !== kind)
  /** With a trailer that counts them. */
  const counted = (texts: readonly string[]): string[] =>
    texts.map((line) => (kindOf(line) === 'trailer' ? edited(line, (it) => (it['lines'] = texts.length)) : line))
  const first = (kind: string): number => lines.findIndex((line) => kindOf(line) === kind) + 1

  const CASES: readonly [string, () => readonly string[], RegExp][] = [
    ['an empty file', () => [], /is empty/],
    ['one that was cut off behind a line', () => lines.slice(0, -1), /^The file ends after line \d+ without its trailer/],
    ['one that was cut off in a line', () => [...lines.slice(0, 4), (lines[4] ?? '').slice(0, 40)], /^Line 5: the line must be JSON/],
    ['no JSON', () => lines.with(2, 'this is no JSON\n'), /^Line 3: the line must be JSON/],
    ['JSON that is no object', () => lines.with(2, '7\n'), /^Line 3: the line must be a JSON object/],
    ['bytes that are no text', () => lines.with(2, '\uD800\n'), /^Line 3: the line must be JSON/],
    ['a line of no kind', () => lines.with(2, '{"record":"nonsense"}\n'), /^Line 3: record must be one of header, change,/],
    ['no header', () => lines.slice(1), /^Line 1: the line must be the header/],
    ['a second header', () => [...lines.slice(0, 2), lines[0] ?? '', ...lines.slice(2)], /^Line 3: the line must be no second header/],
    ['something behind the trailer', () => [...lines, lines[1] ?? ''], /there must be nothing behind the trailer/],
    ['a later version', () => changed('header', (it) => (it['version'] = 2)), /^Line 1: version must be 1, which is what this version/],
    [
      'a file of something else',
      () => changed('header', (it) => (it['format'] = 'a photo album')),
      /^Line 1: format must be "signalbox project"/,
    ],
    [
      'an agent that is no list',
      () => changed('header', (it) => (part(it, 'project', 'agent')['command'] = 'rm -rf /')),
      /^Line 1: project.agent.command must be a list/,
    ],
    ['a key that is none', () => changed('header', (it) => (part(it, 'project')['key'] = '../x')), /^Line 1: project.key must be a slug/],
    [
      'a field of the wrong type',
      () => changed('run', (it) => (it['generation'] = '1')),
      /^Line \d+: generation must be a whole number; found "1"/,
    ],
    ['a missing field', () => changed('run', (it) => delete it['host']), /: host must be a text; found undefined/],
    ['a field that there is not', () => changed('run', (it) => (it['tokenhash'] = 'x')), /an object without a field "tokenhash"/],
    [
      'an unknown value',
      () => changed('change', (it) => (part(it, 'snapshot', 'unit')['status'] = 'ASLEEP')),
      /^Line 2: snapshot.unit.status must be one of READY, RUNNING,/,
    ],
    ['a time that is none', () => changed('change', (it) => (it['at'] = 'noon')), /^Line 2: at must be a time/],
    ['a chunk that leads out of its folder', () => changed('change', (it) => (it['chunk'] = '../../etc')), /^Line 2: chunk must be a slug/],
    ['NUL in a text', () => changed('output', (it) => (it['text'] = '\0')), /text must be text without NUL/],
    ['a change that is missing', () => lines.toSpliced(1, 1), /^Line 2: sequence must be 1, for the log to have no gap; found 2/],
    ['a revision that is missing', () => changed('change', (it) => (it['revision'] = 9)), /^Line 2: revision must be 1/],
    [
      'a snapshot of another unit',
      () => changed('change', (it) => (part(it, 'snapshot', 'unit')['id'] = 'x')),
      /^Line 2: snapshot.unit must be/,
    ],
    [
      'a dependency on a unit that is not there',
      () => changed('dependency', (it) => (it['dependsOnId'] = 'nobody')),
      /line \d+ is wrong: there is no work unit nobody to depend on/,
    ],
    [
      'an item of a run that is not there',
      () => changed('attention', (it) => (it['runId'] = 'none')),
      /runId must be a run that stands before it/,
    ],
    [
      'a conflict with a unit that is not there',
      () => changed('conflict', (it) => (it['unitBId'] = 'zzz')),
      /the work unit zzz must be at revision|must stand behind a change of one of its work units/,
    ],
    [
      'rows that say something else than the log',
      () => changed('run', (it) => (it['status'] = 'RUNNING')),
      /what this change says of its work unit is not what its rows say: run/,
    ],
    ['a row that is missing', () => without('conflict'), /must have \d+ lines; found/],
    [
      'output of no run',
      () => [...lines.slice(0, first('run') - 1), ...lines.slice(first('prompt'))],
      /runId must be the run that stands before it/,
    ],
    [
      'a prompt of no run',
      () => changed('prompt', (it) => (it['runId'] = 'nobody')),
      /^Line \d+: runId must be the run that stands just before it/,
    ],
    [
      'a second prompt',
      () => lines.flatMap((line) => (kindOf(line) === 'prompt' ? [line, line] : [line])),
      /^Line \d+: the prompt of \S+ must be there once/,
    ],
    ['a prompt that is missing', () => counted(without('prompt')), /the header says that there are 1 prompts; found 0/],
    [
      'counts that are not right',
      () => changed('header', (it) => (part(it, 'counts')['units'] = 9)),
      /the header says that there are 9 units; found 3/,
    ],
  ]

  it('for each mistake', async () => {
    for (const [name, spoilt, expected] of CASES) {
      const error: unknown = await importLines(target, spoilt()).catch((reason: unknown) => reason)
      expect(error, name).toMatchObject({ code: 'VALIDATION_FAILED', message: expect.stringMatching(expected) })
    }
    expect(await target.read.project.count()).toBe(0)
  })

  it('but a file of before there were prompts is right', async () => {
    const old = counted(without('prompt')).map((line) =>
      kindOf(line) === 'header' ? edited(line, (it) => delete part(it, 'counts')['prompts']) : line,
    )
    await importLines(target, old)
    expect(await target.read.run.count()).toBe(1)
    expect(await target.read.runPrompt.count()).toBe(0)
  })

  it('a file that is another one when it is written is rolled back', async () => {
    const texts = [...lines]
    const file = await checkFile(sourceOf(texts))
    texts.splice(0, texts.length, ...changed('header', (it) => (part(it, 'project')['maxAgents'] = 9)))
    await expect(target.importProject({ ...file, source: sourceOf(texts) }, file.project)).rejects.toThrow('The file was changed')
    await expect(target.importProject({ ...file, source: sourceOf(lines.slice(0, -1)) }, file.project)).rejects.toThrow(
      'without its trailer',
    )
    expect(await target.read.workUnitChange.count()).toBe(0)
  })

  it('a project that is there already, and a key that is taken', async () => {
    await createTestProject(target)
    await expect(importLines(target, lines)).rejects.toMatchObject({
      code: 'DUPLICATE_PROJECT',
      message: expect.stringContaining('another key'),
    })
    await importLines(target, lines, 'demo-2')
    const again = importLines(target, lines, 'demo-3')
    await expect(again).rejects.toMatchObject({
      code: 'DUPLICATE_PROJECT',
      message: expect.stringContaining("already, with the key 'demo-2'"),
    })
    expect(await target.read.project.count()).toBe(2)
  })
})

it('what is exported is the project as of one moment, whatever is committed meanwhile; and nothing in it opens a door', async () => {
  const store = await openTestStore()
  const services = testServices(store)
  await createTestProject(store)
  const ids = await busyProject(services, 1)
  const { runToken } = await dispatchTestRun(services, 'demo', ids['third-1'] ?? '').catch(() => ({ runToken: 'none' }))
  const before = await exportLines(store.location, 'demo')
  let commits = 0
  const during = await exportLines(store.location, 'demo', async () => {
    commits += 1
    if (commits <= 3) await prioritizeWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'first-1', priority: commits })
  })
  expect(during).toEqual(before)
  const hashes = (await store.read.run.findMany()).flatMap(({ tokenHash }) => tokenHash ?? [])
  expect(hashes.length).toBeGreaterThan(0)
  for (const secret of [...hashes, runToken]) expect(before.join('')).not.toContain(secret)
})

it('a project moves between the databases and comes back as it was', async () => {
  const here = await openTestStore()
  await createTestProject(here)
  await busyProject(testServices(here), 2)
  for (const { id } of await here.read.run.findMany()) await here.runPrompts.keep(id, `What ${id} was told.\n\nAll of it.`)
  const lines = await exportLines(here.location, 'demo')
  const file = join(await temporaryFolder(), 'signalbox.db')
  const there = await openSecondStore({ file })
  await importLines(there, lines)
  const back = await openTestStore()
  await importLines(back, await exportLines({ file }, 'demo'))
  expect(await exportLines(back.location, 'demo')).toEqual(lines)
  const { prompts } = await readTables(here)
  expect(prompts).toHaveLength(2)
  expect((await readTables(back)).prompts).toEqual(prompts)
})

it('a file is read as far as it is needed, and no further', async () => {
  const store = await openTestStore()
  await createTestProject(store)
  await injectTestUnits(
    testServices(store),
    'demo',
    Array.from({ length: 20 }, (_, index) => `c${index}`),
  )
  const lines = await exportLines(store.location, 'demo')
  let pieces = 0
  const counted = async function* read(): AsyncGenerator<Uint8Array> {
    for (const line of lines) {
      pieces += 1
      yield Buffer.from(line)
    }
  }
  let passed = 0
  for await (const _ of checkLines(readLines(counted))) {
    passed += 1
    expect(pieces).toBe(passed)
  }
  expect(passed).toBe(22)
})

type Json = Record<string, unknown>

function parse(line: string): Json {
  return JSON.parse(line) as Json
}

function kindOf(line: string): unknown {
  return parse(line)['record']
}

function edited(line: string, change: (record: Json) => void): string {
  const record = parse(line)
  change(record)
  return `${JSON.stringify(record)}\n`
}

function part(record: Json, ...path: string[]): Json {
  return path.reduce((value, key) => value[key] as Json, record)
}
