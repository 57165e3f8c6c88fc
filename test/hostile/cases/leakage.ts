/** What is run once for many: nobody gets through it what they may not see, nor what they have not asked for. */
import type { Attacker, Operation } from '../attacker.ts'
import { type Case, EVERY, type Group } from '../case.ts'
import type { Event, Socket } from '../socket.ts'
import type { Tokens } from '../target.ts'

const CHANGES = (project: string, chunks: readonly string[]): Operation => ({
  query:
    'subscription ($project: String!, $chunks: [String!]) { workUnitUpdated(project: $project, chunks: $chunks) { chunk sequence workUnit { title priority } } }',
  variables: { project, chunks },
})

async function subscribed(attacker: Attacker, who: keyof Tokens, operation: Operation): Promise<Socket> {
  const socket = await attacker.letIn({ token: attacker.target.tokens[who] })
  socket.send({ id: 'changes', type: 'subscribe', payload: operation })
  // What comes after the answer to a later message comes after the subscription was let in.
  await socket.run({ query: '{ __typename }' })
  return socket
}

/** Messages of the subscription, up to the answer to a last query. */
async function taken(socket: Socket): Promise<Event[]> {
  socket.send({ type: 'ping' })
  const events: Event[] = []
  for (;;) {
    const event = await socket.next()
    if ('end' in event || event.type === 'pong') return events
    if (event.id === 'changes') events.push(event)
  }
}

const chunkOf = (event: Event): string | undefined => /"chunk":"([\w-]+)"/.exec(JSON.stringify(event))?.[1]

export const LEAKAGE: Group = {
  name: 'scope leakage through shared execution',
  cases: [
    ...(['sse', 'ws'] as const).map((over): Case => ({
      fact: 'an agent that subscribes as an owner does, while the owner is served',
      isInside: true,
      over: [over],
      async attack(attacker) {
        const operation = CHANGES(attacker.target.project, ['one'])
        await subscribed(attacker, 'owner', operation)
        return attacker.knock(over, { token: attacker.target.tokens.run, operation })
      },
      refused: 'FORBIDDEN',
      // That of the owner.
      resolves: true,
    })),
    ...EVERY.map((over): Case => ({
      fact: `a mutation that was let through for an owner is refused to a viewer and an agent who send the very same text, over ${over}`,
      isInside: true,
      async see(attacker) {
        const operation = attacker.mutation
        const answers: string[] = []
        for (const who of ['owner', 'viewer', 'run', 'owner', 'viewer'] as const) {
          answers.push(await attacker.knock(over, { token: attacker.target.tokens[who], operation }))
        }
        return answers
      },
      sees: ['ok', 'FORBIDDEN', 'FORBIDDEN', 'ok', 'FORBIDDEN'],
    })),
    {
      fact: 'equal documents with other variables, of owner, operator and viewer, get each what they asked for',
      isInside: true,
      async see(attacker) {
        const { project } = attacker.target
        const asked = [
          ['owner', ['one']],
          ['operator', ['two']],
          ['viewer', ['one', 'two']],
        ] as const
        const sockets = await Promise.all(asked.map(([who, chunks]) => subscribed(attacker, who, CHANGES(project, chunks))))
        for (const chunk of ['one', 'two', 'one']) {
          const { query, variables } = attacker.mutation
          await attacker.knock('http', { operation: { query, variables: { input: { ...(variables?.['input'] as object), chunk } } } })
        }
        const events = await Promise.all(sockets.map(taken))
        return events.map((ofOne) => ofOne.map(chunkOf).join(' '))
      },
      sees: ['one one', 'two', 'one two one'],
    },
    {
      fact: 'a hundred that ask at once who they are, on whatever connection, are told who they are',
      isInside: true,
      async see(attacker) {
        const roles = ['owner', 'operator', 'viewer'] as const
        const wrong = await Promise.all(
          Array.from({ length: 100 }, async (_, index) => {
            const role = roles[index % 3] ?? 'viewer'
            const token = attacker.target.tokens[role]
            const operation = { query: '{ viewer { role } }' }
            if (index % 2 === 0) return (await attacker.post('http', { token, operation })).body.includes(role.toUpperCase()) ? [] : [index]
            const socket = await attacker.letIn({ token })
            socket.send({ id: '1', type: 'subscribe', payload: operation })
            return JSON.stringify(await socket.next()).includes(role.toUpperCase()) ? [] : [index]
          }),
        )
        return wrong.flat()
      },
      sees: [],
    },
  ],
}
