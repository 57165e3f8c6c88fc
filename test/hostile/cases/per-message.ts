/** Who was let in once is not let do everything, nor for ever: each message is looked at for itself. */
import type { Attacker, Operation } from '../attacker.ts'
import { type Case, EVERY, type Group, type Transport } from '../case.ts'
import { insideOf, type Tokens } from '../target.ts'

/** What a token is not good for, in words and as an operation. */
const FORBIDDEN: ReadonlyArray<[fact: string, who: keyof Tokens, operation: (attacker: Attacker) => Operation]> = [
  ['a viewer changes a unit', 'viewer', (attacker) => attacker.mutation],
  ['a viewer makes a project', 'viewer', () => createProject],
  ['a viewer asks as an agent', 'viewer', () => ask],
  ['an operator makes a project', 'operator', () => createProject],
  ['an owner approves as an agent', 'owner', () => approve],
  ['an agent looks at the projects', 'run', () => ({ query: '{ projects { key } }' })],
  ['an agent looks who it is', 'run', () => ({ query: '{ viewer { name } }' })],
  ['an agent looks at its own run', 'run', () => ({ query: '{ run(id: "x") { id } }' })],
  ['an agent changes a unit', 'run', (attacker) => attacker.mutation],
  ['an agent makes a project', 'run', () => createProject],
  ['a viewer changes a unit behind something that it may see', 'viewer', (attacker) => behindAlias(attacker)],
  ['a viewer changes a unit in a fragment', 'viewer', (attacker) => inFragment(attacker)],
]

const agent = 'agent: { driver: COMMAND, command: ["true"] }'
const createProject: Operation = { query: `mutation { createProject(input: { key: "new", repositoryPath: "/", ${agent} }) { cursor } }` }
const ask: Operation = { query: 'mutation { askOperator(input: { question: "Why?" }) { cursor } }' }
const approve: Operation = { query: 'mutation { submitReview(input: { verdict: APPROVE, summary: "Good." }) { cursor } }' }

function behindAlias({ mutation: { query, variables = {} } }: Attacker): Operation {
  return { query: query.replace('prioritizeWorkUnit', '__typename viewer: prioritizeWorkUnit'), variables }
}

function inFragment({ mutation: { query, variables = {} } }: Attacker): Operation {
  const body = /prioritizeWorkUnit.*\}(?= \})/.exec(query)?.[0] ?? ''
  return { query: `${query.replace(body, '...F')} fragment F on Mutation { ${body} }`, variables }
}

const FORBIDDEN_SUBSCRIPTIONS: ReadonlyArray<[fact: string, subscription: (project: string) => Operation]> = [
  ['an agent takes part in the delivery', changesOf],
  ['an agent listens to what another one says', () => ({ query: 'subscription { runOutput(run: "x") { text } }' })],
]

function changesOf(project: string): Operation {
  return { query: `subscription { workUnitUpdated(project: "${project}") { sequence } }` }
}

const LOOK: Operation = { query: '{ viewer { role } }' }
/** Runs no resolver: others are counting. */
const NOTHING: Operation = { query: '{ __typename }' }

/** What comes of a connection whose token is no longer good, from then on. */
const TAKEN: Readonly<
  Record<Transport, (attacker: Attacker, token: string, first: Operation, take: () => Promise<void>) => Promise<string>>
> = {
  async http(attacker, token, first, take) {
    const before = await attacker.knock('http', { token, operation: first })
    await take()
    return `${before}, then ${await attacker.knock('http', { token, operation: first })}`
  },
  async sse(attacker, token, _first, take) {
    const stream = await attacker.stream({ token, operation: changesOf(attacker.target.project) })
    await take()
    await stream.ended
    return `${stream.status}, then it ended`
  },
  async ws(attacker, token, first, take) {
    const socket = await attacker.letIn({ token })
    const before = await socket.run(first)
    await take()
    return `${before}, then ${await socket.end()}`
  },
}

const SHUT_OUT = { http: 'ok, then 401 UNAUTHENTICATED', sse: '200, then it ended', ws: 'ok, then closed 4403' }

export const PER_MESSAGE: Group = {
  name: 'per-message authorisation',
  cases: [
    ...FORBIDDEN.map(([fact, who, operation]): Case => ({
      fact,
      isInside: true,
      over: EVERY,
      attack: (attacker, over) => attacker.knock(over, { token: attacker.target.tokens[who], operation: operation(attacker) }),
      refused: 'FORBIDDEN',
    })),
    ...FORBIDDEN_SUBSCRIPTIONS.map(([fact, subscription]): Case => ({
      fact,
      isInside: true,
      over: ['sse', 'ws'],
      attack: (attacker, over) =>
        attacker.knock(over, { token: attacker.target.tokens.run, operation: subscription(attacker.target.project) }),
      refused: 'FORBIDDEN',
    })),
    ...EVERY.map((over): Case => ({
      fact: `a token that is revoked meanwhile is good for nothing more, over ${over}`,
      isInside: true,
      async see(attacker) {
        const { token, revoke } = await insideOf(attacker.target).issue('OPERATOR')
        return TAKEN[over](attacker, token, LOOK, revoke)
      },
      sees: SHUT_OUT[over],
    })),
    ...EVERY.map((over): Case => ({
      fact: `a token that expires meanwhile is good for nothing more, over ${over}`,
      isInside: true,
      isSlow: true,
      see(attacker) {
        const { token, hasExpired } = insideOf(attacker.target).expiring
        return TAKEN[over](attacker, token, NOTHING, () => hasExpired)
      },
      sees: SHUT_OUT[over],
    })),
    ...(['http', 'ws'] as const).map((over): Case => ({
      fact: `the token of a run that ends meanwhile is good for nothing more, over ${over}`,
      isInside: true,
      async see(attacker) {
        const { token, end } = await insideOf(attacker.target).startRun()
        return TAKEN[over](attacker, token, NOTHING, end)
      },
      sees: SHUT_OUT[over],
    })),
    {
      fact: 'a socket on which something was forbidden goes on with what is not',
      isInside: true,
      async see(attacker) {
        const socket = await attacker.letIn({ token: attacker.target.tokens.viewer })
        return [await socket.run(attacker.mutation), await socket.run(LOOK), await socket.run(attacker.mutation), await socket.run(LOOK)]
      },
      sees: ['FORBIDDEN', 'ok', 'FORBIDDEN', 'ok'],
    },
  ],
}
