/** What an operator changes during a run is never overwritten by that run, however it ends. */
import { beforeEach, expect, it } from 'vitest'
import type { Run } from '../../src/domain/run.ts'
import type { WorkUnit } from '../../src/domain/work-unit.ts'
import { endOfRun, type RunResult, type Trouble } from '../../src/scheduler/outcome.ts'
import { askOperator } from '../../src/services/attention.ts'
import { resolveConflict } from '../../src/services/conflict.ts'
import { advanceRun, type RunEvent, submitReview } from '../../src/services/run.ts'
import { cancelWorkUnit, holdWorkUnit, prioritizeWorkUnit, releaseWorkUnit, setDependencies } from '../../src/services/work-unit.ts'
import { flagTestConflict } from '../support/conflicts.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'

const A = { project: 'demo', chunk: 'a' }
const AGENT = { name: 'agent of a' }
const TROUBLE: Trouble = { kind: 'MERGE_CONFLICT', prompt: 'It conflicts with main.', detail: null }

let store: TestStore
let services: TestServices
let ids: Record<string, string>

/** `a` is to be dispatched; it conflicts with `c`, about which an operator has said nothing yet. */
beforeEach(async () => {
  store = await openTestStore()
  services = testServices(store)
  await createTestProject(store)
  ids = await injectTestUnits(services, 'demo', [{ chunk: 'a', phase: 'REVIEW' }, 'b', 'c', 'd'])
  await flagTestConflict(services, 'demo', ids['c'] ?? '', ids['a'] ?? '')
})

interface Led {
  readonly project: string
  readonly unitId: string
  readonly runId: string
}

/** What happens to a run. */
type Step = (run: Led) => Promise<unknown>

/** Everything that an operator can change about a unit that runs, in another way each time; answers with what must be so from then on. */
async function changeEverything(round: number): Promise<object> {
  const priority = 7 + round
  const dependsOn = round === 0 ? ['b'] : ['b', 'd']
  const resolution = round === 0 ? 'SERIALIZE' : 'PARALLELIZE'
  const held = round === 0
  await prioritizeWorkUnit(services, OPERATOR, { ...A, priority })
  await (held ? holdWorkUnit : releaseWorkUnit)(services, OPERATOR, A)
  await setDependencies(services, OPERATOR, { ...A, dependsOn })
  await resolveConflict(services, OPERATOR, { project: 'demo', chunks: ['a', 'c'], resolution })
  return { priority, held, dependsOn, conflicts: [{ resolution, resolvedBy: 'operator' }] }
}

function result(outcome: RunResult['outcome'], exitCode: number): RunResult {
  return { outcome, exitCode, reason: 'It ended.', lastOutput: '' }
}

/** As the scheduler ends a run whose agent has ended so. */
function ends(how: RunResult, trouble: Trouble | null = null): Step {
  return (run) =>
    advanceRun(services, run, (unit, open) => endOfRun(unit, open, how, { phases: ['REVIEW', 'COMPLETE'], trouble, itemId: 'item' }))
}

function loses(eventOf: (unit: WorkUnit, run: Run) => RunEvent): Step {
  return (run) => advanceRun(services, run, (unit, open) => ({ event: eventOf(unit, open), reason: 'the run was lost' }))
}

const LOST = { outcome: 'LOST', failure: 'Its server is gone.' } as const
const approves: Step = ({ runId }) => submitReview(services, AGENT, runId, { verdict: 'APPROVE', summary: 'Good.' })
const sendsBack: Step = ({ runId }) => submitReview(services, AGENT, runId, { verdict: 'FEEDBACK', summary: 'Not yet.' })
const asks: Step = ({ runId }) => askOperator(services, AGENT, runId, { question: 'Which?' })

/** How a run goes on after the operator has changed something, and where its unit is then. */
const ENDS: readonly { readonly end: string; readonly steps: readonly Step[]; readonly leads: object }[] = [
  { end: 'finishes its phase', steps: [approves, ends(result('SUCCEEDED', 0))], leads: { phase: 'COMPLETE' } },
  { end: 'is sent back by its reviewer', steps: [sendsBack, ends(result('SUCCEEDED', 0))], leads: { phase: 'IMPLEMENT', reviewRound: 1 } },
  { end: 'fails', steps: [ends(result('FAILED', 1))], leads: { status: 'NEEDS_ATTENTION' } },
  { end: 'ends in trouble', steps: [approves, ends(result('SUCCEEDED', 0), TROUBLE)], leads: { status: 'NEEDS_ATTENTION' } },
  { end: 'is suspended by a stop of the server', steps: [ends(result('CANCELLED', 0))], leads: { phase: 'REVIEW', attempt: 1 } },
  {
    end: 'is lost',
    steps: [loses((_, { generation }) => ({ type: 'defer', generation, end: LOST, notBefore: null }))],
    leads: { phase: 'REVIEW', attempt: 1 },
  },
  { end: 'asks', steps: [asks], leads: { status: 'NEEDS_ATTENTION' } },
  { end: 'asks, and its process ends', steps: [asks, ends(result('SUSPENDED', 75))], leads: { status: 'NEEDS_ATTENTION' } },
  { end: 'is cancelled', steps: [() => cancelWorkUnit(services, OPERATOR, A)], leads: { status: 'NEEDS_ATTENTION' } },
]

async function unit(): Promise<object> {
  const { dependencies, conflictsA, conflictsB, ...row } = await store.read.workUnit.findFirstOrThrow({
    where: { chunk: 'a' },
    include: { dependencies: { select: { dependsOn: { select: { chunk: true } } } }, conflictsA: true, conflictsB: true },
  })
  return { ...row, dependsOn: dependencies.map(({ dependsOn }) => dependsOn.chunk).toSorted(), conflicts: [...conflictsA, ...conflictsB] }
}

it.each(ENDS)('what an operator changes during a run stays when it $end', async ({ steps, leads }) => {
  const unitId = ids['a'] ?? ''
  const { runId } = await dispatchTestRun(services, 'demo', unitId)
  for (const [round, step] of steps.entries()) {
    const changed = await changeEverything(round)
    await step({ project: 'demo', unitId, runId })
    expect(await unit()).toMatchObject(changed)
  }
  expect(await unit()).toMatchObject(leads)
})
