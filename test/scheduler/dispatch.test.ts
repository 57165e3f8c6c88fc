/** Who starts when: slots, order, and what wakes the scheduler. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dispatchPass, type Lead } from '../../src/scheduler/dispatch-pass.ts'
import { LedRuns } from '../../src/scheduler/led-runs.ts'
import { type After, LIMITS, systemTimer } from '../../src/scheduler/options.ts'
import { updateProject } from '../../src/services/project.ts'
import { holdWorkUnit, prioritizeWorkUnit, releaseWorkUnit } from '../../src/services/work-unit.ts'
import { dispatchTestRun, OPERATOR } from '../support/units.ts'
import { agent, isDone, makeStage, type Stage } from './stage.ts'

/** Works until the test writes a file named after its chunk beside the repository. */
const PATIENT = agent(`
const gate = process.cwd() + '/../../../' + chunk
const { watch } = await import('node:fs')
if (!existsSync(gate)) await new Promise((resolve) => {
  const watcher = watch(process.cwd() + '/../../..', () => existsSync(gate) && (watcher.close(), resolve()))
  if (existsSync(gate)) resolve()
})
process.exit(0)
`)

const patient = { driver: 'COMMAND' as const, environment: [], command: PATIENT }

const letGo = (stage: Stage, chunk: string): Promise<void> => writeFile(join(stage.folder, chunk), '')

async function statuses(stage: Stage): Promise<Record<string, string>> {
  const units = await stage.store.read.workUnit.findMany({ orderBy: { ordinal: 'asc' } })
  return Object.fromEntries(units.map(({ chunk, status }) => [chunk, status]))
}

const runs = (unit: { status: string }): boolean => unit.status === 'RUNNING'

/** Resolves when the scheduler has looked and found no more to start than there is. */
function lookedAfter(stage: Stage, lines: number): Promise<unknown> {
  return stage.logged((line) => line['picked'] === 0 && stage.log.indexOf(line) >= lines)
}

/** The chunks in the order in which they were dispatched. */
function dispatched(stage: Stage): unknown[] {
  return stage.log.filter(({ msg }) => msg === 'dispatched').map(({ chunk }) => chunk)
}

describe('slots', () => {
  test('no more units run than the project has agents, and a change of that is heard at once', async () => {
    const stage = await makeStage({ maxAgents: 1, agent: patient })
    await stage.start()
    await stage.inject('a', 'b', 'c')
    await stage.until('a', runs)
    await lookedAfter(stage, 0)
    expect(await statuses(stage)).toEqual({ a: 'RUNNING', b: 'READY', c: 'READY' })

    await updateProject(stage.services, OPERATOR, { key: 'demo', maxAgents: 2 })
    await stage.until('b', runs)
    expect(await statuses(stage)).toEqual({ a: 'RUNNING', b: 'RUNNING', c: 'READY' })

    await updateProject(stage.services, OPERATOR, { key: 'demo', maxAgents: 1 })
    const lines = stage.log.length
    await letGo(stage, 'a')
    await stage.until('a', isDone)
    await lookedAfter(stage, lines)
    expect(await statuses(stage)).toEqual({ a: 'DONE', b: 'RUNNING', c: 'READY' })
    await letGo(stage, 'b')
    await stage.until('c', runs)
  })

  test('a paused project starts nothing until it goes on', async () => {
    const stage = await makeStage({ paused: true })
    await stage.start()
    await stage.inject('a')
    await lookedAfter(stage, 0)
    expect(await statuses(stage)).toEqual({ a: 'READY' })
    await updateProject(stage.services, OPERATOR, { key: 'demo', paused: false })
    await stage.until('a', isDone)
  })
})

describe('the order', () => {
  test('is priority, then how much work is freed, then age; and a held unit hides nobody', async () => {
    const stage = await makeStage({ maxAgents: 1, agent: { ...patient, command: ['true'] } })
    await stage.inject('old', 'freeing', { chunk: 'urgent', priority: 5 }, { chunk: 'held', priority: 9, held: true })
    await stage.inject({ chunk: 'waits', dependsOn: ['freeing'] }, { chunk: 'later', dependsOn: ['waits'] })
    await stage.start()
    await Promise.all(['old', 'later'].map((chunk) => stage.until(chunk, isDone)))
    expect(dispatched(stage)).toEqual(['urgent', 'freeing', 'waits', 'old', 'later'])
    await releaseWorkUnit(stage.services, OPERATOR, { project: 'demo', chunk: 'held' })
    await stage.until('held', isDone)
  })

  test('follows a change of priority at once', async () => {
    const stage = await makeStage({ maxAgents: 1, agent: patient })
    await stage.start()
    await stage.inject('first', 'second', 'third')
    await stage.until('first', runs)
    await prioritizeWorkUnit(stage.services, OPERATOR, { project: 'demo', chunk: 'third', priority: 1 })
    await letGo(stage, 'first')
    await stage.until('third', runs)
    expect(dispatched(stage)).toEqual(['first', 'third'])
  })
})

test('a pass goes on down the list: who falls out leaves the slot to the next one', async () => {
  const stage = await makeStage({ maxAgents: 2 })
  const goal = '---\ncode_references: [{ ref: "a.ts#T" }]\n---\nDo it.'
  const ids = await stage.inject({ chunk: 'works', goal }, { chunk: 'conflicts', goal }, 'free', 'left')
  await dispatchTestRun(stage.services, 'demo', ids['works'] ?? '')
  const led: string[] = []
  const room = { ...stage.options, limits: LIMITS, after: systemTimer }
  const lead: Lead = ({ unit }) => led.push(unit.chunk)
  expect(await dispatchPass(room, stage.project.id, new LedRuns(), lead, () => false)).toBe('done')
  expect(led).toEqual(['free'])
  expect(await statuses(stage)).toEqual({ works: 'RUNNING', conflicts: 'BLOCKED', free: 'RUNNING', left: 'READY' })
})

describe('waking', () => {
  test('needs no timer: a unit starts because it was injected, released, unblocked, or because a slot is free', async () => {
    const never: After = () => () => undefined
    const stage = await makeStage({ maxAgents: 1, agent: { ...patient, command: ['true'] } })
    await stage.start({ after: never })
    await stage.inject('a', { chunk: 'b', dependsOn: ['a'] }, { chunk: 'c', held: true }, 'd')
    await Promise.all(['b', 'd'].map((chunk) => stage.until(chunk, isDone)))
    await releaseWorkUnit(stage.services, OPERATOR, { project: 'demo', chunk: 'c' })
    await stage.until('c', isDone)
  })

  test('happens for what can matter: nobody looks when nothing happens', async () => {
    const stage = await makeStage({ agent: patient })
    await stage.start()
    await stage.inject('a')
    await stage.until('a', (unit) => unit.runs[0]?.status === 'RUNNING')
    await lookedAfter(stage, 0)
    const looks = (): number => stage.log.filter(({ msg }) => msg === 'looked for units to start').length
    const before = looks()
    await stage.services.store.commit({ project: 'demo', actor: 'test' }, async (reader) => {
      const unit = await reader.chunk('a')
      return { writes: [{ unit: { ...unit, title: 'Another title' }, reason: 'renamed' }], result: null }
    })
    expect(looks()).toBe(before)
    await holdWorkUnit(stage.services, OPERATOR, { project: 'demo', chunk: 'a' })
    await stage.logged(() => looks() === before + 1)
  })

  test('a deferred unit starts when its time has come', async () => {
    let now = new Date('2026-01-01T12:00:00Z')
    let resolveMinute = (_: () => void): void => undefined
    const minute = new Promise<() => void>((resolve) => (resolveMinute = resolve))
    const after: After = (ms, callback) => {
      if (ms === 60_000) resolveMinute(callback)
      return () => undefined
    }
    const stage = await makeStage({ agent: { ...patient, command: ['true'] } })
    const services = { ...stage.services, now: () => now }
    await stage.inject('a')
    await stage.services.store.commit({ project: 'demo', actor: 'test' }, async (reader) => {
      const unit = await reader.chunk('a')
      return { writes: [{ unit: { ...unit, notBefore: new Date('2026-01-01T12:01:00Z') }, reason: 'deferred' }], result: null }
    })
    await stage.start({ services, after })
    const wake = await minute
    expect(await statuses(stage)).toEqual({ a: 'READY' })
    const seen = stage.log.length
    await stage.services.store.commit({ project: 'demo', actor: 'test' }, async (reader) => {
      return { writes: [{ unit: { ...(await reader.chunk('a')), priority: 1 }, reason: 'looked at once more' }], result: null }
    })
    await lookedAfter(stage, seen)
    now = new Date('2026-01-01T12:01:00Z')
    wake()
    await stage.until('a', isDone)
    // One line, however often it was looked at.
    const waits = stage.log.filter(({ msg }) => msg === 'waits for its time')
    expect(waits).toMatchObject([{ project: 'demo', chunk: 'a', until: '2026-01-01T12:01:00.000Z' }])
  })
})
