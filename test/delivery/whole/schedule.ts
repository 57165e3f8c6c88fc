/** What happens to a project, its servers and its clients, as data: so that fast-check can make it, show it and make it again. */
import fc from 'fast-check'

/** A mutation by name and its input, without the project. */
export interface Mutation {
  readonly name: string
  readonly input: object
}

export type Step =
  /** One after the other, or all at once. */
  | { readonly do: 'mutate'; readonly server: number; readonly mutations: readonly Mutation[]; readonly atOnce: boolean }
  /** Somebody comes while changes are made. */
  | { readonly do: 'join'; readonly kind: 'plain' | 'following'; readonly server: number; readonly meanwhile: readonly Mutation[] }
  /** A connection is cut after so many updates more; its client comes back at once, or stays away; and from now on to that server. */
  | { readonly do: 'cut'; readonly client: number; readonly after: number; readonly staysAway: boolean; readonly server: number }
  | { readonly do: 'come back'; readonly client: number }
  /** A server is stopped in the middle of changes, and started again. */
  | { readonly do: 'restart'; readonly server: number; readonly meanwhile: readonly Mutation[] }
  /** Everybody who is there gets everything. */
  | { readonly do: 'settle' }

const chunk = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const dependsOn = fc.uniqueArray(chunk, { maxLength: 2 })

function onOne(name: string): fc.Arbitrary<Mutation> {
  return chunk.map((it) => ({ name, input: { chunk: it } }))
}

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .uniqueArray(fc.record({ chunk, dependsOn }), { minLength: 1, maxLength: 3, selector: (unit) => unit.chunk })
      .map((workUnits) => ({ name: 'injectWorkUnits', input: { workUnits } })),
  },
  {
    weight: 6,
    arbitrary: fc.record({ chunk, priority: fc.integer({ min: -3, max: 3 }) }).map((input) => ({ name: 'prioritizeWorkUnit', input })),
  },
  { weight: 2, arbitrary: fc.record({ chunk, dependsOn }).map((input) => ({ name: 'setDependencies', input })) },
  { weight: 2, arbitrary: onOne('holdWorkUnit') },
  { weight: 2, arbitrary: onOne('releaseWorkUnit') },
  { weight: 1, arbitrary: chunk.map((it) => ({ name: 'completeWorkUnit', input: { chunk: it, reason: 'done by hand' } })) },
  { weight: 2, arbitrary: onOne('deleteWorkUnit') },
)

const server = fc.nat(1)
const client = fc.nat(3)
const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 })

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('mutate'), server, mutations, atOnce: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('join'), kind: fc.constantFrom('plain', 'following'), server, meanwhile: mutations }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('cut'), client, after: fc.nat(4), staysAway: fc.boolean(), server }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('come back'), client }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restart'), server, meanwhile: mutations }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('settle') }) },
)

const FIRST: readonly Step[] = [
  { do: 'join', kind: 'plain', server: 0, meanwhile: [{ name: 'injectWorkUnits', input: { workUnits: [{ chunk: 'a' }] } }] },
  {
    do: 'join',
    kind: 'following',
    server: 1,
    meanwhile: [{ name: 'injectWorkUnits', input: { workUnits: [{ chunk: 'b', dependsOn: ['a'] }] } }],
  },
]

/** What is deleted last is nowhere but in the log. */
const LAST: Step = {
  do: 'mutate',
  server: 0,
  mutations: [
    { name: 'injectWorkUnits', input: { workUnits: [{ chunk: 'z' }] } },
    { name: 'deleteWorkUnit', input: { chunk: 'z' } },
  ],
  atOnce: false,
}

/** Two clients are there from the beginning. */
export const schedule: fc.Arbitrary<readonly Step[]> = fc
  .array(step, { minLength: 6, maxLength: 12 })
  .map((steps) => [...FIRST, ...steps, LAST])
