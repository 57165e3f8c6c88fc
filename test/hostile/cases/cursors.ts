/** Cursors that this server has not given to whoever shows them. */
import type { Attacker, Operation } from '../attacker.ts'
import { type Case, type Group } from '../case.ts'

const encoded = (text: string): string => Buffer.from(text).toString('base64url')

/** What somebody could make who has read how a cursor is written: version, project, sequence. */
const FORGED: ReadonlyArray<[fact: string, cursor: (project: string, sequence: number, other: string) => string]> = [
  ['of another project', (_project, sequence, other) => encoded(`1:${other}:${sequence}`)],
  ['of no project', (_project, sequence) => encoded(`1:nobody:${sequence}`)],
  ['beyond the head', (project, sequence) => encoded(`1:${project}:${sequence + 1}`)],
  ['that is huge', (project) => encoded(`1:${project}:999999999999999`)],
  ['that is too huge for a number', (project) => encoded(`1:${project}:9007199254740993`)],
  ['that is negative', (project) => encoded(`1:${project}:-1`)],
  ['that is a fraction', (project) => encoded(`1:${project}:1.5`)],
  ['with an exponent', (project) => encoded(`1:${project}:1e0`)],
  ['in hexadecimal', (project) => encoded(`1:${project}:0x1`)],
  ['with a zero before it', (project) => encoded(`1:${project}:01`)],
  ['with a space behind it', (project) => encoded(`1:${project}:1 `)],
  ['with a line behind it', (project) => encoded(`1:${project}:1\n`)],
  ['of a later version', (project) => encoded(`2:${project}:1`)],
  ['without a sequence', (project) => encoded(`1:${project}`)],
  ['with its padding', (project, sequence) => `${encoded(`1:${project}:${sequence}`)}=`],
  ['with a character that says nothing', (project, sequence) => ` ${encoded(`1:${project}:${sequence}`)}`],
  ['in the other alphabet', (project, sequence) => `${encoded(`1:${project}:${sequence}`)}+/`],
  ['that is empty', () => ''],
  ['that is a number', () => '1'],
  ['that is no base64', () => '🂡'],
  ['with a condition of SQL', () => encoded("1:x' OR '1'='1:1")],
  ['of a million characters', () => 'A'.repeat(1_000_000)],
]

const SUBSCRIPTION = 'subscription ($project: String!, $after: Cursor) { workUnitUpdated(project: $project, after: $after) { sequence } }'

/** Reads what a cursor is made of, by a look at a good one, and forges another. */
async function forged(attacker: Attacker, forge: (typeof FORGED)[number][1]): Promise<string> {
  const headers = { Authorization: `Bearer ${attacker.target.tokens.viewer}`, 'Content-Type': 'application/json' }
  const body = JSON.stringify({ query: '{ projects { key cursor } }' })
  const reply = await attacker.http({ method: 'POST', path: '/graphql', headers, body })
  const { projects } = JSON.parse(reply.body).data as { projects: { key: string; cursor: string }[] }
  const parts = (isOurs: boolean): string[] => {
    const { cursor = '' } = projects.find(({ key }) => (key === attacker.target.project) === isOurs) ?? {}
    return Buffer.from(cursor, 'base64url').toString().split(':')
  }
  const [, project = '', sequence = ''] = parts(true)
  return forge(project, Number(sequence), parts(false)[1] ?? '')
}

/** What is no position in a run's output. */
const POSITIONS: ReadonlyArray<[fact: string, after: unknown]> = [
  ['that is negative', -1],
  ['that is too big for an Int', 2 ** 31],
  ['that is a fraction', 0.5],
  ['that is a text', '1'],
]

/** Places in a list that nobody was given. */
const PLACES: ReadonlyArray<[fact: string, operation: (project: string, after: string) => Operation]> = [
  [
    'of units',
    (project, after) => ({
      query: 'query ($project: String!, $after: String) { workUnits(project: $project, after: $after) { totalCount } }',
      variables: { project, after },
    }),
  ],
  [
    'of changes',
    (project, after) => ({
      query:
        'query ($project: String!, $after: String) { workUnit(project: $project, chunk: "one") { changes(after: $after) { totalCount } } }',
      variables: { project, after },
    }),
  ],
  [
    'of runs',
    (project, after) => ({
      query:
        'query ($project: String!, $after: String) { workUnit(project: $project, chunk: "one") { runs(after: $after) { totalCount } } }',
      variables: { project, after },
    }),
  ],
]

export const CURSORS: Group = {
  name: 'cursors',
  cases: [
    ...FORGED.map(([fact, forge]): Case => ({
      fact: `a cursor ${fact}`,
      isInside: true,
      over: ['sse', 'ws'],
      async attack(attacker, over) {
        const variables = { project: attacker.target.project, after: await forged(attacker, forge) }
        return attacker.knock(over, { operation: { query: SUBSCRIPTION, variables } })
      },
      refused: 'CURSOR_INVALID',
      resolves: true,
    })),
    ...FORGED.filter(([fact]) => !/empty|line|base64|says nothing/.test(fact)).map(([fact, forge]): Case => ({
      fact: `a cursor ${fact}, handed back by a stream that resumes`,
      isInside: true,
      over: ['sse'],
      async attack(attacker) {
        const after = (await forged(attacker, forge)).slice(0, 8_000)
        const operation = { query: SUBSCRIPTION, variables: { project: attacker.target.project } }
        return attacker.knock('sse', { headers: { 'Last-Event-ID': after }, operation })
      },
      refused: 'CURSOR_INVALID',
      resolves: true,
    })),
    ...POSITIONS.map(([fact, after]): Case => ({
      fact: `a position ${fact}`,
      isInside: true,
      over: ['sse', 'ws'],
      async attack(attacker, over) {
        const run = await runOf(attacker)
        return attacker.knock(over, {
          operation: {
            query: 'subscription ($run: ID!, $after: Int) { runOutput(run: $run, after: $after) { text } }',
            variables: { run, after },
          },
        })
      },
      refused: 'VALIDATION_FAILED',
      resolves: true,
    })),
    ...['-1', 'NaN', '1e3', '9'.repeat(400)].map((id): Case => ({
      fact: `a position that is handed back as ${id.slice(0, 5)}`,
      isInside: true,
      over: ['sse'],
      async attack(attacker) {
        const operation = { query: 'subscription ($run: ID!) { runOutput(run: $run) { text } }', variables: { run: await runOf(attacker) } }
        return attacker.knock('sse', { headers: { 'Last-Event-ID': id }, operation })
      },
      refused: 'VALIDATION_FAILED',
      resolves: true,
    })),
    ...PLACES.flatMap(([fact, operation]) =>
      ['', '-1', '1.5', 'x', "' OR 1=1", encoded('-1'), encoded('99999999999999999999'), 'A'.repeat(100_000)].map((after): Case => ({
        fact: `a place in a list ${fact}, ${JSON.stringify(after.slice(0, 30))}`,
        isInside: true,
        over: ['http', 'sse', 'ws'],
        attack: (attacker, over) => attacker.knock(over, { operation: operation(attacker.target.project, after) }),
        refused: 'VALIDATION_FAILED',
        resolves: true,
      })),
    ),
  ],
}

async function runOf(attacker: Attacker): Promise<string> {
  const headers = { Authorization: `Bearer ${attacker.target.tokens.viewer}`, 'Content-Type': 'application/json' }
  const body = JSON.stringify({ query: '{ project(key: "agents") { workUnits { nodes { runs { nodes { id } } } } } }' })
  const reply = await attacker.http({ method: 'POST', path: '/graphql', headers, body })
  return /"id":"(\w+)"/.exec(reply.body)?.[1] ?? ''
}
