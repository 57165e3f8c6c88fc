/** Conflicts before they happen: found at a dispatch, recorded on both sides, decided once. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { answerAttention } from '../../src/services/attention.ts'
import { resolveConflict } from '../../src/services/conflict.ts'
import type { ChunkInput } from '../../src/services/injection.ts'
import { releaseWorkUnit, setDependencies } from '../../src/services/work-unit.ts'
import { OPERATOR } from '../support/units.ts'
import { agent, isDone, makeStage, needsAttention, type Stage } from './stage.ts'

/** Writes the same file as the others in PLAN; ends each phase when the test lets it. */
const PATIENT = agent(`
const { watch } = await import('node:fs')
if (phase === 'PLAN') writeFileSync('shared.txt', chunk)
const gate = process.cwd() + '/../../../' + chunk + '.' + phase
if (!existsSync(gate)) await new Promise((resolve) => {
  const watcher = watch(process.cwd() + '/../../..', () => existsSync(gate) && (watcher.close(), resolve()))
  if (existsSync(gate)) resolve()
})
process.exit(0)
`)

const letGo = (stage: Stage, chunk: string, phase = 'IMPLEMENT'): Promise<void> => writeFile(join(stage.folder, `${chunk}.${phase}`), '')

function patientStage(settings: Parameters<typeof makeStage>[0] = {}): Promise<Stage> {
  return makeStage({ agent: { driver: 'COMMAND', environment: [], command: PATIENT }, ...settings })
}

/** A chunk whose document declares paths, or references where they have a #. */
function declaring(chunk: string, ...places: string[]): ChunkInput {
  const [references, paths] = [places.filter((place) => place.includes('#')), places.filter((place) => !place.includes('#'))]
  return {
    chunk,
    goal: `---\ncode_paths: ${JSON.stringify(paths)}\ncode_references: ${JSON.stringify(references.map((ref) => ({ ref })))}\n---\nDo it.`,
  }
}

const runs = ({ status }: { status: string }): boolean => status === 'RUNNING'

async function conflictsOf(stage: Stage, chunk: string) {
  return (await stage.unit(chunk)).conflicts.map(({ verdict, resolution, evidence }) => ({
    verdict,
    resolution,
    paths: evidence.map(({ path }) => path),
  }))
}

describe('the same symbol', () => {
  test('makes the second unit wait until the first one is done, and a third one goes in its place', async () => {
    const stage = await patientStage({ maxAgents: 2 })
    await stage.start()
    await stage.inject(declaring('first', 'a.ts#T'), declaring('second', 'a.ts#T::m'), declaring('third', 'b.ts'))
    await stage.until('third', runs)
    expect(await stage.unit('second')).toMatchObject({ status: 'BLOCKED' })
    const known = { verdict: 'SERIALIZE', resolution: null, paths: ['a.ts'] }
    expect(await conflictsOf(stage, 'first')).toEqual([known])
    expect(await conflictsOf(stage, 'second')).toEqual([known])
    expect(await conflictsOf(stage, 'third')).toEqual([])
    await letGo(stage, 'first')
    await stage.until('first', isDone)
    await stage.until('second', runs)
  })
})

describe('the same symbol, where the unit at work was made to wait for the other one', () => {
  test('does not let both wait for ever', async () => {
    const stage = await patientStage({ phases: ['PLAN', 'IMPLEMENT'] })
    await stage.start()
    await stage.inject({ ...declaring('works', 'a.ts#T'), phase: 'PLAN' })
    await stage.until('works', runs)
    await stage.inject({ ...declaring('prepares', 'a.ts#T'), held: true })
    await setDependencies(stage.services, OPERATOR, { project: 'demo', chunk: 'works', dependsOn: ['prepares'] })
    await releaseWorkUnit(stage.services, OPERATOR, { project: 'demo', chunk: 'prepares' })
    await letGo(stage, 'works', 'PLAN')
    await letGo(stage, 'works')
    await letGo(stage, 'prepares')
    await stage.until('works', isDone)
    expect((await stage.unit('prepares')).status).toBe('DONE')
  })
})

describe('the same file and no more known', () => {
  test('is asked of the operator once; side by side they go on, over all phases and a restart', async () => {
    const stage = await patientStage({ phases: ['IMPLEMENT', 'COMPLETE'] })
    const scheduler = await stage.start()
    await stage.inject(declaring('first', 'a.ts'), declaring('second', 'a.ts'))
    await stage.until('first', runs)
    const { attention } = await stage.until('second', needsAttention)
    expect(attention).toMatchObject([{ kind: 'CONFLICT', options: ['PARALLELIZE', 'SERIALIZE'], detail: 'Both name a.ts.' }])
    expect(attention[0]?.prompt).toContain('a.ts')

    await answerAttention(stage.services, OPERATOR, { item: attention[0]?.id ?? '', option: 'PARALLELIZE' })
    await stage.until('second', runs)
    const decided = [{ verdict: 'ASK_OPERATOR', resolution: 'PARALLELIZE', paths: ['a.ts'] }]
    expect([await conflictsOf(stage, 'first'), await conflictsOf(stage, 'second')]).toEqual([decided, decided])

    await scheduler.stop()
    expect((await stage.unit('second')).status).toBe('READY')
    await stage.start()
    await Promise.all(['first', 'second'].map((chunk) => stage.until(chunk, runs)))
    await Promise.all(['first', 'second'].map((chunk) => letGo(stage, chunk)))
    await Promise.all(['first', 'second'].map((chunk) => stage.until(chunk, (unit) => unit.phase === 'COMPLETE' && runs(unit))))
    await Promise.all(['first', 'second'].map((chunk) => letGo(stage, chunk, 'COMPLETE')))
    await Promise.all(['first', 'second'].map((chunk) => stage.until(chunk, isDone)))
    expect(await stage.store.read.attentionItem.count()).toBe(1)
  })

  test('one after the other, when the operator says so', async () => {
    const stage = await patientStage()
    await stage.start()
    await stage.inject(declaring('first', 'a.ts'), declaring('second', 'a.ts'))
    await stage.until('first', runs)
    await stage.until('second', needsAttention)
    await resolveConflict(stage.services, OPERATOR, { project: 'demo', chunks: ['first', 'second'], resolution: 'SERIALIZE' })
    expect((await stage.unit('second')).status).toBe('BLOCKED')
    await letGo(stage, 'first')
    await letGo(stage, 'second')
    await stage.until('second', isDone)
  })

  test('needs no answer any more when the other one is done', async () => {
    const stage = await patientStage()
    await stage.start()
    await stage.inject(declaring('first', 'a.ts'), declaring('second', 'a.ts'))
    await stage.until('second', needsAttention)
    await letGo(stage, 'first')
    await letGo(stage, 'second')
    await stage.until('second', isDone)
    expect(await stage.store.read.attentionItem.findMany({ select: { state: true } })).toEqual([{ state: 'WITHDRAWN' }])
  })

  test('a unit that once waited for another is not kept by that', async () => {
    const stage = await patientStage({ maxAgents: 3 })
    await stage.start()
    await stage.inject(declaring('first', 'a.ts#T'), declaring('second', 'a.ts#T', 'b.ts'))
    await stage.until('first', runs)
    await stage.until('second', ({ status }) => status === 'BLOCKED')
    await stage.inject(declaring('third', 'b.ts'))
    await stage.until('third', runs)
    await letGo(stage, 'first')
    const { attention } = await stage.until('second', needsAttention)
    await answerAttention(stage.services, OPERATOR, { item: attention[0]?.id ?? '', option: 'PARALLELIZE' })
    await stage.until('second', runs)
  })
})

describe('branches', () => {
  test('whose merge conflicts are serialized, with the files', async () => {
    const stage = await patientStage({ phases: ['PLAN', 'IMPLEMENT'], maxAgents: 2 })
    await stage.start()
    await stage.inject({ chunk: 'first', phase: 'PLAN' }, { chunk: 'second', phase: 'PLAN' })
    await Promise.all(['first', 'second'].map((chunk) => stage.until(chunk, runs)))
    await letGo(stage, 'first', 'PLAN')
    await stage.until('first', (unit) => unit.phase === 'IMPLEMENT' && runs(unit))
    await letGo(stage, 'second', 'PLAN')
    await stage.until('second', ({ status }) => status === 'BLOCKED')
    expect(await conflictsOf(stage, 'first')).toEqual([{ verdict: 'SERIALIZE', resolution: null, paths: ['shared.txt'] }])
  })

  test('that cannot be looked at keep the unit READY until they can', async () => {
    const stage = await patientStage({ phases: ['PLAN', 'IMPLEMENT'], maxAgents: 2 })
    let later = (_: () => void): void => undefined
    const retry = new Promise<() => void>((resolve) => (later = resolve))
    await stage.start({
      limits: { retryMs: 12_345 },
      after(ms, callback) {
        if (ms === 12_345) later(callback)
        return () => undefined
      },
    })
    await stage.inject({ chunk: 'first', phase: 'PLAN' }, { chunk: 'second', phase: 'PLAN' })
    await Promise.all(['first', 'second'].map((chunk) => stage.until(chunk, (unit) => unit.branch !== null)))
    await stage.store.projects.update('demo', () => ({ repositoryPath: join(stage.folder, 'away') }))
    await letGo(stage, 'first', 'PLAN')
    const wake = await retry
    expect(await stage.unit('first')).toMatchObject({ status: 'READY', phase: 'IMPLEMENT' })
    await stage.store.projects.update('demo', () => ({ repositoryPath: stage.repository }))
    wake()
    await stage.until('first', runs)
  })
})
