/** Who may look at the schema: operators of any role. An agent knows what it may do, and a stranger has nothing to look for. */
import { getIntrospectionQuery } from 'graphql'
import { UNKNOWN } from '../answers.ts'
import type { Attacker, Operation } from '../attacker.ts'
import { type Case, EVERY, type Group } from '../case.ts'
import type { Tokens } from '../target.ts'

const WAYS: ReadonlyArray<[fact: string, operation: Operation]> = [
  ['the whole schema', { query: getIntrospectionQuery() }],
  ['one type', { query: '{ __type(name: "Mutation") { fields { name } } }' }],
  ['the schema under another name', { query: '{ innocent: __schema { types { name } } }' }],
  ['the schema in a fragment', { query: '{ ...F } fragment F on Query { __schema { types { name } } }' }],
  ['the schema beside something harmless', { query: 'query A { __typename __schema { types { name } } }', operationName: 'A' }],
]

async function page(attacker: Attacker, token: keyof Tokens | null): Promise<string> {
  const headers = { Accept: 'text/html', ...(token !== null && { Authorization: `Bearer ${attacker.target.tokens[token]}` }) }
  const reply = await attacker.http({ path: '/graphql', headers })
  // GraphiQL is a program of some megabytes, and tells no secrets of ours.
  if (reply.status === 200) attacker.forget()
  return reply.status === 200 ? 'ok' : String(reply.status)
}

export const INTROSPECTION: Group = {
  name: 'introspection and GraphiQL by role',
  cases: [
    ...WAYS.flatMap(([fact, operation]): Case[] => [
      {
        fact: `an agent asks for ${fact}`,
        isInside: true,
        over: EVERY,
        attack: (attacker, over) => attacker.knock(over, { token: attacker.target.tokens.run, operation }),
        refused: 'FORBIDDEN',
      },
      {
        fact: `a stranger asks for ${fact}`,
        over: EVERY,
        attack: (attacker, over) => attacker.knock(over, { token: null, operation }),
        refused: UNKNOWN,
      },
    ]),
    ...([null, 'expired', 'revoked', 'run', 'ended'] as const).map((who): Case => ({
      fact: who === null ? 'a stranger opens GraphiQL' : `somebody opens GraphiQL whose token is '${who}'`,
      over: ['http'],
      attack: (attacker) => page(attacker, who),
      refused: '401',
    })),
    {
      fact: 'a viewer, an operator and an owner may look at the schema, and open GraphiQL',
      isInside: true,
      async see(attacker) {
        const roles = ['viewer', 'operator', 'owner'] as const
        const operation = { query: getIntrospectionQuery() }
        const answers = roles.flatMap((role) => [
          ...EVERY.map((over) => attacker.knock(over, { token: attacker.target.tokens[role], operation })),
          page(attacker, role),
        ])
        return [...new Set(await Promise.all(answers))]
      },
      sees: ['ok'],
    },
    {
      fact: 'a misspelt field gets no advice that a stranger could use',
      over: EVERY,
      attack: (attacker, over) => attacker.knock(over, { token: null, operation: { query: '{ project }' } }),
      refused: UNKNOWN,
    },
  ],
}
