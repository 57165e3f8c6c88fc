/** Whatever operators, schedulers and agents may do to the units of the project `demo`, in whatever order, for property tests. */
import fc from 'fast-check'
import type { ConflictVerdict } from '../../src/domain/conflict.ts'
import { SignalboxError } from '../../src/domain/errors.ts'
import { apply, type Event } from '../../src/domain/transitions.ts'
import { openAttention } from '../../src/domain/work-unit.ts'
import { resolveConflict } from '../../src/services/conflict.ts'
import { deleteWorkUnit } from '../../src/services/deletion.ts'
import { holdWorkUnit, prioritizeWorkUnit, releaseWorkUnit, retryWorkUnits, setDependencies } from '../../src/services/work-unit.ts'
import { flagTestConflict } from './conflicts.ts'
import { injectTestUnits, OPERATOR, type TestServices } from './units.ts'

const CHUNKS = ['a', 'b', 'c', 'd', 'e'] as const
const chunk = fc.constantFrom(...CHUNKS)
const chunks = fc.uniqueArray(chunk, { maxLength: 3 })

/** Two chunks that differ. */
const pair = fc.uniqueArray(chunk, { minLength: 2, maxLength: 2 }).map(([one, two]) => [one ?? 'a', two ?? 'b'] as const)

export interface Act {
  readonly name: string
  readonly call: (services: TestServices) => Promise<unknown>
}

const dependencies = fc.record({ it: chunk, dependsOn: chunks })
const relation = fc.record({ pair, verdict: fc.constantFrom('SERIALIZE', 'ASK_OPERATOR', 'INDEPENDENT'), path: fc.nat(3) })
const step = fc.record({ it: chunk, what: fc.constantFrom('dispatch', 'finish', 'finish', 'ask', 'answer', 'cancel', 'defer', 'complete') })

export const act: fc.Arbitrary<Act> = fc.oneof(
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

/** Does it, where it is allowed. */
export async function perform({ call }: Act, services: TestServices): Promise<void> {
  await call(services).catch((error: unknown) => {
    if (!(error instanceof SignalboxError)) throw error
  })
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
