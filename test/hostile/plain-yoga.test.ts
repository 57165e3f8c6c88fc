/**
 * The suite against a plain GraphQL server: what it catches there. Such a server is not broken: its documentation leaves to its user what
 * is asked here. What only signalbox can be asked is left out; a refusal may be told in any words.
 */
import { expect, test } from 'vitest'
import { startPlainYoga } from './adapters/plain-yoga.ts'
import { GROUPS } from './cases.ts'
import { runTrials } from './run-trials.ts'

/** By group: what comes through to graphql-yoga with graphql-ws as their documentation joins them, or what does not. */
const COMES_THROUGH: Readonly<Record<string, { readonly only: readonly string[] } | { readonly allBut: readonly string[] }>> = {
  'bind address': { only: [] },
  'missing, wrong, expired, revoked, oversized token': { allBut: ['headers that no server takes in, for a token of 20,000 characters'] },
  'token never in a URL, log, error or process list': { allBut: [] },
  Host: {
    allBut: [
      'no Host',
      'a Host that goes on in the next line',
      'a space before the colon',
      'our own names are let in, in capitals and as the loopback address of IPv6 too',
    ],
  },
  Origin: { allBut: ['a foreign page does not sign in, nor out', 'our own pages are let in, with the cookie'] },
  'Sec-Fetch-Site': { allBut: ['a page of another site that looks at a page of ours'] },
  'CORS preflight': { allBut: [] },
  'form, multipart, text/plain and GET mutations': {
    only: [
      'a mutation as a text behind JSON',
      'a mutation as JSON of another kind',
      'a mutation as JSON in another character set',
      'a mutation as JSON in two character sets',
      'a mutation as JSON with a boundary',
      'a mutation as a form',
      'a mutation as a form of parts',
    ],
  },
  'upgrade without token': {
    only: [
      'without a token, and none in connection_init',
      'without a token, and an empty payload',
      'with a token under another name in the payload',
      'with a token as a subprotocol',
      'with a token in its address',
    ],
  },
  'subscribe before ack, second init, duplicate id, oversized and fragmented frames, ping flood, invalid UTF-8': {
    only: ['a frame that announces more than it may have', 'a message in parts that together have more than it may have'],
  },
  // What is not among its few types it refuses for that.
  'depth, aliases, directives, tokens, cost, batching': {
    only: [
      'a path that goes round in a circle',
      'fifty-one mutations at once',
      'a page of a thousand million',
      'a page of 501',
      'a page of -1',
    ],
  },
  'introspection and GraphiQL by role': { allBut: ['a misspelt field gets no advice that a stranger could use'] },
  'masked errors without stack or path': { only: [] },
  'connections, subscriptions and bytes per token': { allBut: [] },
  'slow-loris': { allBut: [] },
}

test('plain Yoga with graphql-ws lets in whoever knocks, from wherever, and bounds nothing', { timeout: 120_000 }, async () => {
  const server = await startPlainYoga()
  try {
    const results = (await runTrials(server, GROUPS)).filter(({ breaches }) => breaches !== null)
    const found = new Map<string, Map<string, boolean>>()
    for (const { trial, breaches } of results) {
      const facts = found.get(trial.group) ?? new Map<string, boolean>()
      found.set(trial.group, facts)
      facts.set(trial.fact, facts.get(trial.fact) === true || breaches?.length !== 0)
    }
    const seen = [...found].map(([group, facts]) => {
      const expected = COMES_THROUGH[group]
      const names = (came: boolean): string[] => [...facts].flatMap(([fact, hasCome]) => (hasCome === came ? [fact] : []))
      return [group, expected && 'allBut' in expected ? { allBut: names(false) } : { only: names(true) }]
    })
    expect(Object.fromEntries(seen)).toEqual(COMES_THROUGH)
  } finally {
    await server.stop()
  }
})
