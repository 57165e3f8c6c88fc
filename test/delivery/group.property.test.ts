/** Whatever the log, the clients and their connections do, in whatever order: each gets exactly what is behind its position. */
import fc from 'fast-check'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Pace } from './group-client.ts'
import { Stage } from './group-stage.ts'

interface Act {
  readonly name: string
  readonly run: (stage: Stage) => unknown
}

const pace = fc.constantFrom<Pace[]>('SWIFT', 'SWIFT', 'SLOW', 'STUCK')
const part = fc.constantFrom(0, 0.5, 0.9, 1, 1)

const EVERYBODY_LEAVES: Act = { name: 'everybody leaves', run: ({ clients }) => clients.forEach((client) => client.leave()) }

/** Most pieces are small; 70 are more than a batch, 150 more than a page. */
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(1, 1, 2, 3, 70, 150).map((count): Act => ({ name: `${count} more`, run: ({ log }) => log.grow(count) })),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(part, pace).map(([from, how]): Act => ({ name: `join ${how} at ${from}`, run: (stage) => stage.join(from, how) })),
  },
  {
    weight: 2,
    arbitrary: fc.nat(7).map((index): Act => ({ name: `client ${index} leaves`, run: ({ clients }) => clients[index]?.leave() })),
  },
  {
    weight: 1,
    arbitrary: fc.nat(7).map((index): Act => ({ name: `client ${index} is cut`, run: ({ clients }) => clients[index]?.cut() })),
  },
  { weight: 2, arbitrary: fc.constant<Act>({ name: 'a turn', run: () => nextTurn() }) },
  { weight: 1, arbitrary: fc.constant(EVERYBODY_LEAVES) },
  { weight: 1, arbitrary: fc.constant<Act>({ name: 'all rest', run: (stage) => stage.rest() }) },
  { weight: 1, arbitrary: fc.constant<Act>({ name: 'a look fails', run: ({ log }) => (log.failures += 1) }) },
  { weight: 1, arbitrary: fc.constant<Act>({ name: 'an execution fails', run: (stage) => (stage.failures += 1) }) },
)

/** The first of a group comes to the head while the log grows, and never again. */
const RACE: readonly Act[] = [
  EVERYBODY_LEAVES,
  { name: 'join SWIFT at 1', run: (stage) => stage.join(1, 'SWIFT') },
  { name: '1 more', run: ({ log }) => log.grow(1) },
]

const acts = fc
  .tuple(fc.array(act, { minLength: 3, maxLength: 20 }), fc.constantFrom([], RACE))
  .map(([random, ending]): readonly Act[] => [...random, ...ending])

const FILTERS: Readonly<Record<string, (number: number) => boolean>> = {
  all: () => true,
  odd: (number) => number % 2 === 1,
  rare: (number) => number % 90 === 0,
}

async function play(stage: Stage, acts: readonly Act[]): Promise<void> {
  for (const { name, run } of acts) {
    await stage.scheduler.schedule(Promise.resolve(), name)
    await run(stage)
  }
  // The faults stop.
  stage.log.failures = 0
  stage.failures = 0
  await stage.rest()
  for (const client of stage.clients)
    if (!client.hasLeft && !client.isStuck) expect(client.received, 'before the stuck go on').toEqual(stage.due(client))
  for (const client of stage.clients) client.release()
  await stage.rest()
}

describe('subscribers of one group', () => {
  it('get each event behind their position once and in order, each executed once, and are live at the head in the end', async () => {
    const setting = fc.record({ hasTail: fc.boolean(), filter: fc.constantFrom('all', 'all', 'odd', 'rare') })
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), setting, acts, async (scheduler, { hasTail, filter }, done) => {
        const stage = new Stage(scheduler, { hasTail, isWanted: FILTERS[filter] ?? (() => true) })
        await scheduler.waitFor(play(stage, done))
        check(stage)
        await scheduler.waitFor(isLive(stage))
      }),
      { numRuns: 1_000 },
    )
  })
})

it('no page of the log is held while a client is waited for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const stage = new Stage(scheduler, { hasTail: false, isWanted: () => true })
      stage.log.length = 100
      stage.join(0, 'STUCK')
      await scheduler.waitFor(stage.rest())
      expect(stage.log.reads).toBe(1)
      stage.clients[0]?.release()
      await scheduler.waitFor(stage.rest())
      check(stage)
      // The rest of the page again, and one look that finds nothing more: for the client, and for the group that it has made live.
      expect(stage.log.reads).toBe(4)
    }),
    { numRuns: 5 },
  )
})

function check(stage: Stage): void {
  for (const client of stage.clients) {
    const due = stage.due(client)
    expect(client.complaints).toEqual([])
    expect(client.received).toEqual(client.hasLeft ? due.slice(0, client.received.length) : due)
  }
  expect(
    [...stage.executions].filter(([, count]) => count > 1),
    'executed more than once',
  ).toEqual([])
}

/** Whoever is live costs nothing of its own: one event is read and executed once for all, and one more look finds nothing behind it. */
async function isLive(stage: Stage): Promise<void> {
  const { log, executions, clients } = stage
  const before = { reads: log.reads, executed: executions.size }
  const isAnybodyThere = clients.some(({ hasLeft }) => !hasLeft)
  expect(log.listeners, 'who listens for all').toBe(isAnybodyThere ? 1 : 0)
  log.grow(1)
  await stage.rest()
  check(stage)
  expect(log.reads - before.reads, 'reads for one event').toBe(isAnybodyThere ? 2 : 0)
  expect(executions.size - before.executed).toBe(isAnybodyThere && stage.isWanted(log.length) ? 1 : 0)
}
