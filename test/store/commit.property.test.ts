/** Whatever services are called in whatever order: a subscriber that has seen the log has the state that is in the tables. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ConflictVerdict } from '../../src/domain/conflict.ts'
import { findCycle } from '../../src/domain/dependency.ts'
import { SignalboxError } from '../../src/domain/errors.ts'
import { apply, type Event } from '../../src/domain/transitions.ts'
import { currentRun, openAttention, type WorkUnit } from '../../src/domain/work-unit.ts'
import { resolveConflict } from '../../src/services/conflict.ts'
import { deleteWorkUnit } from '../../src/services/deletion.ts'
import { holdWorkUnit, prioritizeWorkUnit, releaseWorkUnit, retryWorkUnits, setDependencies } from '../../src/services/work-unit.ts'
import { foldLog, readState, recordPublished, wholeLog } from '../support/change-log.ts'
import { flagTestConflict } from '../support/conflicts.ts'
import { openTestStore } from '../support/database.ts'
import { createTestProject, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'

const CHUNKS = ['a', 'b', 'c', 'd', 'e'] as const
const chunk = fc.constantFrom(...CHUNKS)
const chunks = fc.uniqueArray(chunk, { maxLength: 3 })

/** Two chunks that differ. */
const pair = fc.uniqueArray(chunk, { minLength: 2, maxLength: 2 }).map(([one, two]) => [one ?? 'a', two ?? 'b'] as const)

interface Act {
  readonly name: string
  readonly call: (services: TestServices) => Promise<unknown>
}

const dependencies = fc.record({ it: chunk, dependsOn: chunks })
const relation = fc.record({ pair, verdict: fc.constantFrom('SERIALIZE', 'ASK_OPERATOR', 'INDEPENDENT'), path: fc.nat(3) })
const step = fc.record({ it: chunk, what: fc.constantFrom('dispatch', 'finish', 'finish', 'ask', 'answer', 'cancel', 'defer', 'complete') })

const act: fc.Arbitrary<Act> = fc.oneof(
  dependencies.map(({ it, dependsOn }): Act => ({
    name: `inject ${it} after ${dependsOn.join()}`,
    call: (services) => injectTestUnits(services, 'demo', [{ chunk: it, dependsOn }]),
  })),
  dependencies.map(({ it, dependsOn }): Act => ({
    name: `${it} depends on ${dependsOn.join()}`,
    call: (services) => setDependencies(services, OPERATOR, { ...unit(it), dependsOn }),
  })),
  chunk.map((it): Act => ({
    name: `prioritize ${it}`,
    call: (services) => prioritizeWorkUnit(services, OPERATOR, { ...unit(it), priority: 1 }),
  })),
  chunk.map((it): Act => ({ name: `hold ${it}`, call: (services) => holdWorkUnit(services, OPERATOR, unit(it)) })),
  chunk.map((it): Act => ({ name: `release ${it}`, call: (services) => releaseWorkUnit(services, OPERATOR, unit(it)) })),
  chunk.map((it): Act => ({
    name: `retry ${it}`,
    call: (services) => retryWorkUnits(services, OPERATOR, { project: 'demo', chunks: [it] }),
  })),
  chunk.map((it): Act => ({ name: `delete ${it}`, call: (services) => deleteWorkUnit(services, OPERATOR, unit(it)) })),
  relation.map((found): Act => ({
    name: `${found.pair.join()} ${found.verdict}`,
    call: (services) => conflict(services, found.pair, found.verdict, `src/${found.path}.ts`),
  })),
  fc.record({ pair, resolution: fc.constantFrom('SERIALIZE', 'PARALLELIZE') }).map((said): Act => ({
    name: `resolve ${said.pair.join()} ${said.resolution}`,
    call: (services) => resolveConflict(services, OPERATOR, { project: 'demo', chunks: said.pair, resolution: said.resolution }),
  })),
  step.map(({ it, what }): Act => ({ name: `${what} ${it}`, call: (services) => advance(services, it, what) })),
)

it('the log folds into the tables after every call, and what was published is the log', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 25 }), async (acts) => {
      const store = await openTestStore()
      const services = testServices(store)
      const { id } = await createTestProject(store, { phases: ['IMPLEMENT', 'REVIEW'] })
      const published = recordPublished(store)
      await injectTestUnits(services, 'demo', ['a', 'b', { chunk: 'c', dependsOn: ['a'] }])

      for (const { name, call } of acts) {
        await call(services).catch((error: unknown) => {
          if (!(error instanceof SignalboxError)) throw error
        })
        expect(foldLog(published), name).toEqual(await readState(store, id))
      }

      const log = await wholeLog(store, id)
      expect(published).toEqual(log)
      expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, index) => index + 1))
      const revisions = new Map<string, number>()
      for (const { workUnitId, revision } of log) {
        expect(revision).toBe((revisions.get(workUnitId) ?? 0) + 1)
        revisions.set(workUnitId, revision)
      }
      const state = foldLog(log)
      for (const { unit: it, blockedBy } of state.values()) expect(lies(it, blockedBy)).toEqual([])
      expect(
        findCycle(new Map([...state].map(([unitId, { blockedBy }]) => [unitId, blockedBy]))),
        'units that wait for each other',
      ).toBeNull()
    }),
    { numRuns: 6 },
  )
}, 60_000)

/** What may not be true of a unit once a commit is through. */
function lies(it: WorkUnit, blockedBy: readonly string[]): string[] {
  const rules: Record<string, boolean> = {
    'a READY unit waits for nobody': it.status !== 'READY' || blockedBy.length === 0,
    'a BLOCKED unit waits for somebody': it.status !== 'BLOCKED' || blockedBy.length > 0,
    'a unit that needs attention says what for': (it.status === 'NEEDS_ATTENTION') === openAttention(it).length > 0,
    'a RUNNING unit has a run': it.status !== 'RUNNING' || currentRun(it) !== null,
  }
  return Object.keys(rules).filter((rule) => !rules[rule])
}

function unit(name: string): { project: string; chunk: string } {
  return { project: 'demo', chunk: name }
}

async function conflict(services: TestServices, chunksOfIt: readonly string[], verdict: ConflictVerdict, path: string): Promise<void> {
  const { read } = services.store
  const [first, second] = await Promise.all(chunksOfIt.map((name) => read.workUnit.findFirst({ where: { chunk: name } })))
  if (first && second) await flagTestConflict(services, 'demo', first.id, second.id, verdict, path)
}

/** What a scheduler and an agent would do, by the event itself. */
function advance({ store, newId }: TestServices, name: string, what: string): Promise<unknown> {
  return store.commit({ project: 'demo', actor: 'scheduler' }, async (reader) => {
    const before = await reader.chunk(name)
    const generation = before.generation
    const events: Record<string, Event> = {
      dispatch: { type: 'dispatch', run: { id: newId(), host: 'host', serverId: 'server', tokenHash: newId() } },
      finish: { type: 'finishPhase', generation, phases: ['IMPLEMENT', 'REVIEW'] },
      ask: { type: 'ask', generation, item: { id: newId(), kind: 'QUESTION', prompt: 'Which?', options: ['x', 'y'] } },
      answer: {
        type: 'answer',
        itemId: openAttention(before).find(({ kind }) => kind === 'QUESTION')?.id ?? 'none',
        answer: 'x',
        by: 'ada',
      },
      cancel: { type: 'cancel', item: { id: newId(), kind: 'CANCELLED', prompt: 'Cancelled.' } },
      defer: { type: 'defer', generation, end: { outcome: 'FAILED' }, notBefore: null },
      complete: { type: 'complete' },
    }
    const event = events[what]
    if (!event) throw new Error(`Nothing is called ${what}.`)
    return { writes: [{ unit: apply(before, event, reader.at), reason: what }], result: null }
  })
}
