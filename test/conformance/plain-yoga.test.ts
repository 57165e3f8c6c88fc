/** The suite against a plain GraphQL server: what it catches. A server that fails these cases is not broken; it does not promise what they ask. */
import { expect, test } from 'vitest'
import { startPlainYoga } from './adapters/plain-yoga.ts'
import { runCases } from './run-cases.ts'

/** The cases that graphql-yoga with graphql-ws fails, and why. */
const EXPECTED_FAILURES: Readonly<Record<string, string>> = {
  'a cut loses nothing and repeats nothing: the subscriber goes on after its last cursor': 'nothing is replayed',
  'a subscriber that is cut before its first event goes on after the cursor of its snapshot': 'nothing is replayed',
  'cuts in the middle of a storm of changes lose nothing and repeat nothing, and others do not feel them': 'nothing is replayed',
  'a connection that goes silent is given up by the server within 30 s, and its subscriber loses nothing':
    'it is given up; nothing is replayed',
  'a subscriber that does not read is closed with 4508 and resumes; meanwhile mutations are answered and the others get everything':
    'the server ends with a RepeaterOverflowError',
  'a snapshot and the subscription after its cursor join without a hole while changes are in flight':
    'what happens between the two is lost',
  'a replay from the start goes over into live changes without a seam while they are in flight': 'nothing is replayed',
  'subscribers that come back in the middle of a big commit get each change once': 'what came before is lost',
  'a change that is asked for right behind a subscribe without a cursor is delivered': 'it listens later than it answers',
  'what is no cursor of the project is refused as CURSOR_INVALID before any data, and others on the socket go on':
    'cursors are not looked at',
  'equal subscriptions that are written differently, or begin at different cursors, get what each is due': 'nothing is replayed',
  'an id that was freed can be used again, and brings nothing of the subscription that had it': 'nothing is replayed to who comes back',
  'an id in use closes the socket with 4409; both subscribers resume and lose nothing': 'it is closed; nothing is replayed',
  'a deletion during a cut is told after it, in its place': 'what was deleted stays on the screen',
  'a replay is byte for byte what was sent live, whatever has happened to the units since': 'nothing is replayed',
  'a long history is replayed whole, and goes over into live': 'nothing is replayed',
  'server-sent events tell the same, and a repeat with Last-Event-ID goes on where the last one was cut': 'events have no ids',
  'a restart tells the subscribers with 1001; they lose nothing, and what is replayed is byte for byte what was live':
    'it goes without a word; nothing is replayed',
  'a kill -9 in the middle of a storm loses nothing that was acknowledged, and shows nothing that was not kept': 'nothing is replayed',
}

test('plain Yoga with graphql-ws fails the cases that need a log, a bound or an order, and no other', { timeout: 120_000 }, async () => {
  const server = await startPlainYoga()
  try {
    const results = await runCases(server)
    const failed = results.filter(({ outcome }) => 'breaches' in outcome && outcome.breaches.length > 0)
    expect(failed.map(({ name }) => name).toSorted()).toEqual(Object.keys(EXPECTED_FAILURES).toSorted())
  } finally {
    await server.stop()
  }
})
