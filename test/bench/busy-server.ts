/**
 * signalbox's store, its GraphQL and its server with thousands of units in one project, and somebody who changes them at an even pace:
 * what they are, where they stand, and what waits for them. The changes are made as mutations make them, by the services, and go the whole
 * way through transaction, log and feed; but they do not come over HTTP, which at hundreds in a second would take the processor from the
 * browser that is measured. The project is paused, so that nothing else happens.
 *
 * A program: `node --import tsx test/bench/busy-server.ts FOLDER UNITS`. A POST of `{ "perSecond", "seconds" }` to the address that it prints
 * makes that many changes, and answers with their number; a GET answers with the address of the API and a token.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChunkInput } from '../../src/services/injection.ts'
import { completeWorkUnit, holdWorkUnit, prioritizeWorkUnit, rewindWorkUnit } from '../../src/services/work-unit.ts'
import { openStore } from '../../src/store/open.ts'
import { createTestProject, injectTestUnits, OPERATOR, testServices } from '../support/units.ts'
import { startApi, takeOrders } from './api-server.ts'

/** The project's key. */
const KEY = 'many'
const AT_ONCE = 1_000
const PHASES = ['IMPLEMENT', 'REBASE', 'REVIEW', 'COMPLETE'] as const

const [folder = '.', count = '1000'] = process.argv.slice(2)
const units = Number(count)
const store = await openStore({
  location: { file: join(folder, 'signalbox.db') },
  now: () => new Date(),
  newId: randomUUID,
  onError: (error) => {
    throw error
  },
})
const services = testServices(store)
const chunkAt = (index: number): string => `chunk-${String(index).padStart(5, '0')}`

await createTestProject(store, { key: KEY, paused: true })
for (let from = 0; from < units; from += AT_ONCE) {
  const chunks = Array.from({ length: Math.min(AT_ONCE, units - from) }, (_, index): ChunkInput => {
    const title = `Let the reader see what unit ${from + index} is about`
    const phase = PHASES[index % PHASES.length] ?? 'IMPLEMENT'
    // Every fourth one waits for the one before it.
    return { chunk: chunkAt(from + index), title, phase, ...(index % 4 === 3 ? { dependsOn: [chunkAt(from + index - 1)] } : {}) }
  })
  await injectTestUnits(services, KEY, chunks)
}

/** Each unit of all in its turn, from all over the project. When all have had it, those that are not done get another priority. */
function change(turn: number): Promise<unknown> {
  const own = turn < units ? turn : turn - (turn % 5) + 3
  const unit = { project: KEY, chunk: chunkAt((own * 7_919) % units) }
  if (turn >= units) return prioritizeWorkUnit(services, OPERATOR, { ...unit, priority: 1 + (turn % 999) })
  if (turn % 5 === 0) return holdWorkUnit(services, OPERATOR, unit)
  if (turn % 5 === 1) return rewindWorkUnit(services, OPERATOR, { ...unit, phase: 'PLAN' })
  if (turn % 5 === 2) return completeWorkUnit(services, OPERATOR, { ...unit, reason: 'The bench says so.' })
  return prioritizeWorkUnit(services, OPERATOR, { ...unit, priority: 1 + (turn % 999) })
}

/** Several at a time, as agents and operators would. */
const BURST = 10
let turn = 0

takeOrders(await startApi(services), async (_, body) => {
  const { perSecond, seconds } = body as { perSecond: number; seconds: number }
  const first = await headOf()
  const start = performance.now()
  for (let burst = 0; burst * BURST < perSecond * seconds; burst += 1) {
    await sleep(Math.max(0, start + (1_000 * BURST * burst) / perSecond - performance.now()))
    await Promise.all(Array.from({ length: BURST }, () => change(turn++)))
  }
  return { changes: (await headOf()) - first }
})

async function headOf(): Promise<number> {
  return (await store.read.project.findUniqueOrThrow({ where: { key: KEY } })).sequence
}
