/**
 * Every verb of an operator from every status, written down a second time: where it is possible it has exactly the documented effect,
 * and where it is not it is refused, and nothing is written. The units have something of everything that a verb could reset.
 */
import { expect, test } from 'vitest'
import { apply, type Event } from '../../src/domain/transitions.ts'
import { STATUSES, type WorkUnit, type WorkUnitStatus } from '../../src/domain/work-unit.ts'
import { encodeGlobalId } from '../../src/graphql/global-id.ts'
import { schema } from '../../src/graphql/schema.ts'
import { injectTestUnits } from '../support/units.ts'
import { aConflict } from '../support/work-unit.ts'
import { openApi, OWNER, type Api } from './api.ts'

/** A unit as the change log has it, its neighbours by their chunks. */
type Seen = Omit<WorkUnit, 'revision' | 'updatedAt' | 'statusSince' | 'conflicts'> & { readonly conflicts: readonly object[] }

/** What is written of a unit: fields as they are afterwards; GONE; or the code that it is refused with. */
type Refusal = 'ILLEGAL_TRANSITION' | 'ALREADY_ANSWERED'
type Effect = Partial<Seen> | 'GONE' | Refusal

interface Verb {
  readonly mutation: string
  readonly input: (of: { readonly chunk: string; readonly itemId: string }) => object
  readonly effects: Readonly<Record<WorkUnitStatus, Effect>>
  /** How the run that waited, or was going on, has ended; and what has become of the question that was open. */
  readonly run?: string
  readonly item?: string
}

const LATER = new Date('2099-01-01T12:00:00.000Z')
const ILLEGAL = 'ILLEGAL_TRANSITION'
const ENDED = { runs: [], attention: [] }
const FRESH = { ...ENDED, session: null, pendingAnswer: null, attempt: 0, notBefore: null }
const REWOUND = { ...FRESH, phase: 'PLAN', feedback: null, reviewRound: 0, mergedCommit: null } as const
const SERIALIZED = { conflicts: [{ resolution: 'SERIALIZE', resolvedBy: 'olga', first: 'other' }] }
const COMPLETED = { ...FRESH, status: 'DONE', feedback: null, mergedCommit: null } as const

const named = ({ chunk }: { chunk: string }) => ({ project: 'demo', chunk })
const everyOpen = (effect: Partial<Seen>) =>
  ({ READY: effect, RUNNING: effect, BLOCKED: effect, NEEDS_ATTENTION: effect, DONE: ILLEGAL }) as const
const nowhere = { READY: ILLEGAL, RUNNING: ILLEGAL, BLOCKED: ILLEGAL, NEEDS_ATTENTION: ILLEGAL, DONE: ILLEGAL } as const

const VERBS: readonly Verb[] = [
  { mutation: 'prioritizeWorkUnit', input: (of) => ({ ...named(of), priority: 9 }), effects: everyOpen({ priority: 9 }) },
  {
    mutation: 'setDependencies',
    input: (of) => ({ ...named(of), dependsOn: ['other'] }),
    effects: { ...everyOpen({ dependsOn: ['other'] }), READY: { dependsOn: ['other'], status: 'BLOCKED' } },
  },
  {
    mutation: 'answerAttention',
    input: ({ itemId }) => ({ item: encodeGlobalId('AttentionItem', itemId), answer: 'This one.' }),
    effects: {
      ...{ READY: 'ALREADY_ANSWERED', RUNNING: 'ALREADY_ANSWERED', BLOCKED: 'ALREADY_ANSWERED', DONE: 'ALREADY_ANSWERED' },
      NEEDS_ATTENTION: { ...ENDED, status: 'READY', pendingAnswer: 'This one.' },
    },
    run: 'SUSPENDED',
    item: 'ANSWERED',
  },
  {
    mutation: 'resolveConflict',
    input: ({ chunk }) => ({ project: 'demo', chunks: ['other', chunk], resolution: 'SERIALIZE' }),
    effects: { ...everyOpen(SERIALIZED), READY: { ...SERIALIZED, status: 'BLOCKED' }, DONE: SERIALIZED },
  },
  {
    mutation: 'retryWorkUnits',
    input: ({ chunk }) => ({ project: 'demo', chunks: [chunk] }),
    effects: { ...nowhere, NEEDS_ATTENTION: { ...FRESH, status: 'READY' } },
    run: 'CANCELLED',
    item: 'WITHDRAWN',
  },
  {
    mutation: 'rewindWorkUnit',
    input: (of) => ({ ...named(of), phase: 'PLAN' }),
    effects: { ...nowhere, READY: REWOUND, BLOCKED: REWOUND, NEEDS_ATTENTION: { ...REWOUND, status: 'READY' } },
    run: 'CANCELLED',
    item: 'WITHDRAWN',
  },
  {
    mutation: 'cancelWorkUnit',
    input: named,
    effects: {
      ...nowhere,
      RUNNING: { status: 'NEEDS_ATTENTION', runs: [], attention: [expect.objectContaining({ kind: 'CANCELLED', state: 'OPEN' })] },
    },
    run: 'CANCELLED',
  },
  { mutation: 'holdWorkUnit', input: named, effects: everyOpen({ held: true }) },
  { mutation: 'releaseWorkUnit', input: named, effects: everyOpen({ held: false }) },
  {
    mutation: 'completeWorkUnit',
    input: (of) => ({ ...named(of), reason: 'It was done by hand.' }),
    effects: { ...nowhere, READY: COMPLETED, BLOCKED: COMPLETED, NEEDS_ATTENTION: COMPLETED },
    run: 'CANCELLED',
    item: 'WITHDRAWN',
  },
  {
    mutation: 'deleteWorkUnit',
    input: named,
    effects: { READY: 'GONE', RUNNING: ILLEGAL, BLOCKED: 'GONE', NEEDS_ATTENTION: 'GONE', DONE: 'GONE' },
  },
]

/** A unit of each status in REVIEW, its chunk the status in lower case, and `other`, for which the BLOCKED one waits. All are as runs, questions and failures have left them. */
async function makeWorn(api: Api, held: boolean): Promise<void> {
  await injectTestUnits(api.services, 'demo', [
    'blocker',
    'other',
    ...STATUSES.map((status) => ({ chunk: chunkOf(status), phase: 'REVIEW' as const })),
  ])
  await api.store.commit({ project: 'demo', actor: 'test' }, async (reader) => {
    const [blocker, other] = await reader.chunks(['blocker', 'other'])
    if (!blocker || !other) throw new Error('They were just injected.')
    const units = await reader.chunks(STATUSES.map(chunkOf))
    const worn = units.map((unit, index) => wear(unit, STATUSES[index] ?? 'READY', blocker.id, other.id, held, reader.at))
    return { writes: worn.map((unit) => ({ unit, reason: 'worn' })), result: null }
  })
}

function wear(unit: WorkUnit, status: WorkUnitStatus, blocker: string, other: string, held: boolean, at: Date): WorkUnit {
  const { id } = unit
  const run = (number: number): Event => ({
    type: 'dispatch',
    run: { id: `${id}-run-${number}`, host: 'host', serverId: 'server', tokenHash: `${id}-${number}` },
  })
  const ask = (generation: number): Event => ({
    type: 'ask',
    generation,
    item: { id: `${id}-item-${generation}`, kind: 'QUESTION', prompt: 'Which?' },
  })
  const begun: readonly Event[] = [run(1), ask(1), { type: 'answer', itemId: `${id}-item-1`, answer: 'The first.', by: 'ada' }]
  const [unitAId, unitBId] = id < other ? [id, other] : [other, id]
  const conflict: Event = { type: 'relate', conflict: aConflict(unitAId, unitBId) }
  const ways: Record<WorkUnitStatus, readonly Event[]> = {
    READY: [],
    RUNNING: [run(2)],
    BLOCKED: [{ type: 'depend', dependsOn: [blocker] }],
    NEEDS_ATTENTION: [run(2), ask(2)],
    DONE: [run(2), { type: 'finishPhase', generation: 2, phases: ['REVIEW'] }],
  }
  const there = [...begun, ...ways[status], conflict].reduce((now, event) => apply(now, event, at), unit)
  return {
    ...there,
    ...{
      held,
      priority: 3,
      attempt: 3,
      reviewRound: 2,
      session: 'session',
      pendingAnswer: 'An older answer.',
      feedback: 'Older feedback.',
    },
    ...{ notBefore: LATER, mergedCommit: 'c0ffee', branch: `signalbox/${unit.chunk}`, worktreePath: `/worktrees/${unit.chunk}` },
  }
}

function chunkOf(status: WorkUnitStatus): string {
  return status.toLowerCase()
}

/** The unit as the change log has it now; null where it is gone. */
async function look({ store }: Api, chunk: string): Promise<Seen | null> {
  const units = await store.read.workUnit.findMany({ select: { id: true, revision: true, chunk: true } })
  const names = new Map(units.map(({ id, chunk: name }) => [id, name]))
  const [snapshot] = await store.changeLog.snapshots(units.filter((unit) => unit.chunk === chunk))
  if (!snapshot) return null
  const { revision: _, updatedAt: __, statusSince: ___, ...unit } = snapshot.unit
  return {
    ...unit,
    dependsOn: unit.dependsOn.map((id) => names.get(id) ?? id),
    conflicts: unit.conflicts.map(({ resolution, resolvedBy, firstId }) => ({
      resolution,
      resolvedBy,
      first: names.get(firstId ?? '') ?? null,
    })),
  }
}

async function sequenceOf({ store }: Api): Promise<number> {
  return (await store.read.project.findUniqueOrThrow({ where: { key: 'demo' } })).sequence
}

function documentOf(mutation: string): string {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`
  return `mutation ($input: ${type}!) { ${mutation}(input: $input) { cursor } }`
}

test.each(VERBS)('$mutation does what it documents where it is possible, and is refused without a trace elsewhere', async (verb) => {
  const api = await openApi()
  await makeWorn(api, verb.mutation !== 'holdWorkUnit')
  for (const status of STATUSES) {
    const effect = verb.effects[status]
    const chunk = chunkOf(status)
    const before = await look(api, chunk)
    const sequence = await sequenceOf(api)
    const generation = status === 'RUNNING' || status === 'NEEDS_ATTENTION' ? 2 : 1
    const input = verb.input({ chunk, itemId: `${before?.id}-item-${status === 'NEEDS_ATTENTION' ? 2 : 1}` })
    const outcome = await api.result(documentOf(verb.mutation), { input }, OWNER)
    const error = outcome.errors?.[0]?.originalError
    const after = await look(api, chunk)

    if (isRefusal(effect)) {
      expect(error, status).toMatchObject({ code: effect })
      expect(after, status).toEqual(before)
      expect(await sequenceOf(api), status).toBe(sequence)
      continue
    }
    expect(error, status).toBeUndefined()
    expect(after, status).toEqual(effect === 'GONE' ? null : { ...before, ...effect })
    if (before === null || effect === 'GONE') continue
    const run = await api.store.read.run.findFirst({ where: { workUnitId: before.id, generation } })
    if (generation === 2 && verb.run) expect(run, status).toMatchObject({ status: verb.run, endedAt: expect.any(Date), tokenHash: null })
    const item = await api.store.read.attentionItem.findUnique({ where: { id: `${before.id}-item-2` } })
    if (item && verb.item) expect(item, status).toMatchObject({ state: verb.item })
  }
})

test('every verb of an operator is here, and its description says from where it is possible', () => {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {})
  const verbs = fields.filter(({ name, type }) => /^(WorkUnits?|DeleteWorkUnit)Payload!$/.test(String(type)) && name !== 'injectWorkUnits')
  expect(verbs.map(({ name }) => name).toSorted()).toEqual(VERBS.map(({ mutation }) => mutation).toSorted())
  for (const { mutation, effects } of VERBS) {
    const from = STATUSES.filter((status) => !isRefusal(effects[status]))
    const words = from.length === STATUSES.length ? 'Possible in every status' : `Possible from ${from.join(', ')};`
    expect(fields.find(({ name }) => name === mutation)?.description, mutation).toContain(words)
  }
})

function isRefusal(effect: Effect): effect is Refusal {
  return effect === 'ILLEGAL_TRANSITION' || effect === 'ALREADY_ANSWERED'
}
