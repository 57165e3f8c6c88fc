/**
 * What clients get whose sockets are cut all the time, from a server that is killed with -9 in the middle and started again on its
 * data: signalbox beside the plain GraphQL server, with the same clients. See cut-run.ts for how.
 */
import { PLAIN_YOGA, SIGNALBOX } from './contenders.ts'
import { type Outcome, runCuts } from './cut-run.ts'
import type { Figure } from './figure.ts'
import { fixed } from './table.ts'

const TARGET_MS = 250

export const cuts: Figure<readonly Outcome[]> = {
  async measure(settings, tell) {
    const outcomes: Outcome[] = []
    for (const server of [SIGNALBOX, PLAIN_YOGA]) outcomes.push(await runCuts(server, settings.cuts, tell))
    return outcomes
  },
  tables: (outcomes) => [
    {
      title: `${outcomes[0]?.clients} clients whose sockets are cut, and a server that is killed`,
      head: [
        'server',
        'changes',
        'connections',
        'updates due',
        'lost',
        'clients that lost',
        'twice',
        'backwards',
        'clients equal to the database',
      ],
      rows: outcomes.map(({ name, changes, connections, due, lost, clientsThatLost, twice, backwards, equal, clients }) => [
        name,
        String(changes),
        String(connections),
        String(due),
        `${lost} (${fixed((100 * lost) / due)} %)`,
        String(clientsThatLost),
        String(twice),
        String(backwards),
        `${equal} of ${clients}`,
      ]),
      notes: outcomes.flatMap(({ refusals }) => [...new Set(refusals)]),
    },
    {
      title: 'Until nothing was missing, after the socket was back, in ms',
      head: ['server', 'times', 'p50', 'p99', 'most'],
      rows: outcomes.map(({ name, caughtUp }) =>
        caughtUp === null
          ? [name, 'never', '', '', '']
          : [name, String(caughtUp.times), fixed(caughtUp.p50), fixed(caughtUp.p99), fixed(caughtUp.most)],
      ),
      notes: [],
    },
  ],
  targets: (outcomes) =>
    outcomes
      .filter(({ name }) => name === SIGNALBOX.name)
      .flatMap(({ lost, twice, backwards, equal, clients, caughtUp }) => [
        {
          what: 'updates lost, twice, backwards under cuts',
          target: '0, 0, 0',
          found: `${lost}, ${twice}, ${backwards}`,
          met: lost + twice + backwards === 0,
        },
        { what: 'clients equal to the database after the cuts', target: String(clients), found: String(equal), met: equal === clients },
        {
          what: 'caught up after the socket is back, the slowest of all',
          target: `≤ ${TARGET_MS} ms`,
          found: caughtUp === null ? 'never' : `${fixed(caughtUp.most)} ms`,
          met: caughtUp !== null && caughtUp.most <= TARGET_MS,
        },
      ]),
}
