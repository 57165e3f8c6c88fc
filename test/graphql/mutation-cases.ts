/** Every mutation that changes work units, as a request in a project where it is possible: what is true of all of them is tried with each. */
import { apply } from '../../src/domain/transitions.ts'
import type { Viewer } from '../../src/domain/viewer.ts'
import type { WorkUnit } from '../../src/domain/work-unit.ts'
import { encodeGlobalId } from '../../src/graphql/global-id.ts'
import { askOperator } from '../../src/services/attention.ts'
import { holdWorkUnit } from '../../src/services/work-unit.ts'
import { flagTestConflict } from '../support/conflicts.ts'
import { dispatchTestRun, injectTestUnits, OPERATOR } from '../support/units.ts'
import { OWNER, type Api } from './api.ts'

/** A work unit as a subscriber sees it. */
export interface SeenUnit {
  readonly status: string
  readonly phase: string
  readonly held: boolean
  readonly priority: number
  readonly dependents: readonly { readonly chunk: string }[]
  readonly attention: readonly { readonly kind: string }[]
  readonly conflicts: readonly { readonly resolution: string | null }[]
  readonly currentRun: { readonly verdict: string | null; readonly progress: { readonly percent: number | null } | null } | null
}

/** What shows runs: they are deleted with their unit. */
export const RUNS = 'runs { totalCount nodes { generation status verdict } } asked: attention { run { status } }'

export const UNIT = `{
  revision status phase held priority title attentionReason blockedBy { chunk } dependents { chunk revision }
  attention { kind state } conflicts { resolution resolvedBy first { chunk status } }
  currentRun { status verdict progress { message percent at } } ${RUNS}
  changes { nodes { revision reason actor } } project { sequence cursor }
}`

/** The units of a project by their chunks, as far as a subscriber knows them. */
export type Picture = ReadonlyMap<string, SeenUnit>

/** A request, once the project is as it has to be; an agent's is made with the token of its run. */
interface Request {
  readonly input: Readonly<Record<string, unknown>>
  readonly viewer: Viewer
}

export interface MutationCase {
  readonly mutation: string
  readonly payload: string
  readonly prepare: (api: Api, ids: Readonly<Record<string, string>>) => Promise<Request>
  /** Another input for the same mutation. */
  readonly other: Readonly<Record<string, unknown>>
  /** Whether a subscriber has seen the whole effect. */
  readonly isSeen: (picture: Picture) => boolean
}

const ONE = { project: 'demo', chunk: 'one' }

/** The chunks of the project: `three` depends on `one`. */
export async function injectCaseUnits(api: Api): Promise<Readonly<Record<string, string>>> {
  return injectTestUnits(api.services, 'demo', [{ chunk: 'one', phase: 'REVIEW' }, 'two', { chunk: 'three', dependsOn: ['one'] }])
}

const byOwner = (input: Request['input']): Promise<Request> => Promise.resolve({ input, viewer: OWNER })

async function byAgent(api: Api, ids: Readonly<Record<string, string>>, input: Request['input']): Promise<Request> {
  const { runId } = await dispatchTestRun(api.services, 'demo', ids['one'] ?? '')
  return { input, viewer: { kind: 'run', name: 'agent of one', runId } }
}

async function ask(api: Api, unitId: string): Promise<string> {
  const { runId } = await dispatchTestRun(api.services, 'demo', unitId)
  return (await askOperator(api.services, { name: 'an agent' }, runId, { question: 'Which?' })).result.itemId
}

function statusOf(picture: Picture, chunk: string): string | undefined {
  return picture.get(chunk)?.status
}

export const MUTATION_CASES: readonly MutationCase[] = [
  {
    mutation: 'injectWorkUnits',
    payload: `workUnits ${UNIT}`,
    prepare: () =>
      byOwner({
        project: 'demo',
        workUnits: [
          { chunk: 'upper', dependsOn: ['lower'] },
          { chunk: 'lower', title: 'Below' },
        ],
      }),
    other: { workUnits: [{ chunk: 'else' }] },
    isSeen: (picture) => picture.has('lower') && picture.has('upper'),
  },
  {
    mutation: 'prioritizeWorkUnit',
    payload: `workUnit ${UNIT}`,
    prepare: () => byOwner({ ...ONE, priority: 9 }),
    other: { priority: 10 },
    isSeen: (picture) => picture.get('one')?.priority === 9,
  },
  {
    mutation: 'setDependencies',
    payload: `workUnit ${UNIT}`,
    prepare: () => byOwner({ ...ONE, dependsOn: ['two'] }),
    other: { dependsOn: [] },
    isSeen: (picture) => statusOf(picture, 'one') === 'BLOCKED' && picture.get('two')?.dependents.length === 1,
  },
  {
    mutation: 'answerAttention',
    payload: `workUnit ${UNIT}`,
    prepare: async (api, ids) => byOwner({ item: encodeGlobalId('AttentionItem', await ask(api, ids['one'] ?? '')), answer: 'This one.' }),
    other: { answer: 'That one.' },
    isSeen: (picture) => statusOf(picture, 'one') === 'READY',
  },
  {
    mutation: 'resolveConflict',
    payload: `workUnits ${UNIT}`,
    prepare: async (api, ids) => {
      await flagTestConflict(api.services, 'demo', ids['two'] ?? '', ids['one'] ?? '')
      return byOwner({ project: 'demo', chunks: ['one', 'two'], resolution: 'SERIALIZE' })
    },
    other: { resolution: 'PARALLELIZE' },
    isSeen: (picture) => ['one', 'two'].every((chunk) => picture.get(chunk)?.conflicts[0]?.resolution === 'SERIALIZE'),
  },
  {
    mutation: 'retryWorkUnits',
    payload: `workUnits ${UNIT}`,
    prepare: async (api, ids) => {
      for (const chunk of ['one', 'two']) await ask(api, ids[chunk] ?? '')
      return byOwner({ project: 'demo', reason: 'QUESTION' })
    },
    other: { reason: 'LIMIT' },
    isSeen: (picture) => ['one', 'two'].every((chunk) => statusOf(picture, chunk) === 'READY'),
  },
  {
    mutation: 'rewindWorkUnit',
    payload: `workUnit ${UNIT}`,
    prepare: () => byOwner({ ...ONE, phase: 'PLAN' }),
    other: { phase: 'GOAL' },
    isSeen: (picture) => picture.get('one')?.phase === 'PLAN',
  },
  {
    mutation: 'cancelWorkUnit',
    payload: `workUnit ${UNIT}`,
    prepare: async (api, ids) => {
      await dispatchTestRun(api.services, 'demo', ids['one'] ?? '')
      return byOwner(ONE)
    },
    other: { chunk: 'two' },
    isSeen: (picture) => statusOf(picture, 'one') === 'NEEDS_ATTENTION',
  },
  {
    mutation: 'holdWorkUnit',
    payload: `workUnit ${UNIT}`,
    prepare: async (api, ids) => {
      await dispatchTestRun(api.services, 'demo', ids['one'] ?? '')
      return byOwner(ONE)
    },
    other: { chunk: 'two' },
    isSeen: (picture) => picture.get('one')?.held === true,
  },
  {
    mutation: 'releaseWorkUnit',
    payload: `workUnit ${UNIT}`,
    prepare: async (api) => {
      await holdWorkUnit(api.services, OPERATOR, ONE)
      return byOwner(ONE)
    },
    other: { chunk: 'two' },
    isSeen: (picture) => picture.get('one')?.held === false,
  },
  {
    mutation: 'completeWorkUnit',
    payload: `workUnit ${UNIT}`,
    prepare: () => byOwner({ ...ONE, reason: 'It is done.' }),
    other: { reason: 'It is no more wanted.' },
    isSeen: (picture) => statusOf(picture, 'one') === 'DONE' && statusOf(picture, 'three') === 'READY',
  },
  {
    mutation: 'deleteWorkUnit',
    payload: 'workUnitId backupRef',
    prepare: (api) => {
      api.services.repositories.unmergedCommits = 1
      return byOwner({ ...ONE, force: true })
    },
    other: { force: false },
    isSeen: (picture) => !picture.has('one') && statusOf(picture, 'three') === 'NEEDS_ATTENTION',
  },
  {
    mutation: 'askOperator',
    payload: 'item { id kind state prompt options run { status } }',
    prepare: (api, ids) => byAgent(api, ids, { question: 'Which?', options: ['this', 'that'] }),
    other: { question: 'How?' },
    isSeen: (picture) => picture.get('one')?.attention[0]?.kind === 'QUESTION',
  },
  {
    mutation: 'submitReview',
    payload: 'run { status verdict verdictSummary verdictIssues }',
    prepare: (api, ids) => byAgent(api, ids, { verdict: 'APPROVE', summary: 'Good.' }),
    other: { verdict: 'ESCALATE' },
    isSeen: (picture) => picture.get('one')?.currentRun?.verdict === 'APPROVE',
  },
  {
    mutation: 'reportProgress',
    payload: 'run { status progress { message percent at } }',
    prepare: (api, ids) => byAgent(api, ids, { message: 'Half way.', percent: 50 }),
    other: { percent: 51 },
    isSeen: (picture) => picture.get('one')?.currentRun?.progress?.percent === 50,
  },
]

/** The mutation with a variable for its input. */
export function documentOf({ mutation, payload }: Pick<MutationCase, 'mutation' | 'payload'>): string {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`
  return `mutation ($input: ${type}!) { ${mutation}(input: $input) { cursor ${payload} } }`
}

export const CHANGED_PRIORITY = -7

/** A change of every unit that there is, and the end of every run, so that whatever a later answer shows is another one. */
export async function changeEverything(api: Api): Promise<void> {
  await api.store.commit({ project: 'demo', actor: 'test' }, async (reader) => {
    const units = await reader.where({})
    return { writes: units.map((unit) => ({ unit: changed(unit, reader.at), reason: 'another one' })), result: null }
  })
}

function changed(unit: WorkUnit, at: Date): WorkUnit {
  const item = { id: `${unit.id}-item`, kind: 'CANCELLED' as const, prompt: 'How does it go on?' }
  const running = unit.status === 'RUNNING' ? apply(unit, { type: 'cancel', item }, at) : unit
  const resting = unit.status === 'NEEDS_ATTENTION' ? apply(unit, { type: 'retry' }, at) : running
  return { ...resting, title: `${unit.title}!`, priority: CHANGED_PRIORITY }
}

/** Deletes all units. */
export async function deleteEverything(api: Api): Promise<void> {
  await api.store.commit({ project: 'demo', actor: 'test' }, async (reader) => ({
    writes: [],
    deletes: (await reader.where({})).map((unit) => ({ unit, reason: 'none is left' })),
    result: null,
  }))
}
