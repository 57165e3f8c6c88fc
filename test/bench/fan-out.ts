/**
 * Server CPU per delivered update, at several numbers of equal subscribers; and the bytes of an update.
 *
 * A change also costs what it costs when nobody listens: the request, the decision, the transaction. So before each change the same one
 * is made in a project that nobody watches, by the same process, and its cost is taken off: what is left is what the subscribers cost,
 * divided by their number. The whole cost is shown beside it. Because that difference is small beside what is taken off, signalbox's delivery is
 * measured alone too, without the changes (see delivery-server.ts). The next change is made when the last subscriber has got the one before
 * and the server is at rest, so that nothing is put together that a lone change would not be; the other case is 20 changes in one
 * transaction.
 */
import { Audience } from './audience.ts'
import { deliveryAlone, plainYoga, PROJECTS, type Rival, rawWs, signalbox } from './contenders.ts'
import { type Sample, sample } from './delivery-cost.ts'
import type { DocumentName } from './documents.ts'
import type { Figure, Settings, Target } from './figure.ts'
import { withRivals } from './stage.ts'
import { percentile, summarize, type Summary } from './statistics.ts'
import { fixed, spread, times } from './table.ts'

interface Case {
  readonly title: string
  readonly document: DocumentName
  /** Changes in one turn of the event loop. */
  readonly burst: number
}

const CASES: readonly Case[] = [
  { title: "one change at a time, the dashboard's document", document: 'dashboard', burst: 1 },
  { title: 'one change at a time, a small document', document: 'status', burst: 1 },
  { title: "20 changes in one turn, the dashboard's document", document: 'dashboard', burst: 20 },
]

/** The design's, at 500 sockets. */
const TARGETS: Readonly<Record<number, number>> = { 1: 1.0, 20: 0.2 }
const TARGET_SOCKETS = 500

/** Microseconds of processor time, over the rounds. */
interface Cost {
  readonly name: string
  /** Per delivered update, with all that the change itself costs. */
  readonly whole: Summary
  /** Per delivered update, without what the change costs when nobody listens. */
  readonly marginal: Summary
  /** Per change that nobody listens to. */
  readonly quiet: Summary
  /** The marginal cost over that of the raw loop in the same round. */
  readonly ratio: Summary
  readonly bytes: number
}

interface Point {
  readonly case: string
  readonly burst: number
  readonly sockets: number
  readonly costs: readonly Cost[]
}

export const fanOut: Figure<readonly Point[]> = {
  async measure(settings, tell) {
    return withRivals([signalbox, deliveryAlone, rawWs, plainYoga], async (rivals) => {
      const points: Point[] = []
      for (const each of CASES) points.push(...(await measureCase(each, rivals, settings, tell)))
      return points
    })
  },
  tables: (points) =>
    CASES.map(({ title, burst }) => ({
      title: `Server CPU per delivered update, in µs: ${title}`,
      head: ['sockets', 'server', 'marginal', '(least to most)', '× raw ws', '(least to most)', 'whole', 'quiet change', 'bytes'],
      rows: points
        .filter((point) => point.case === title)
        .flatMap(({ sockets, costs }) =>
          costs.map(({ name, whole, marginal, quiet, ratio, bytes }) => [
            String(sockets),
            name,
            fixed(marginal.median),
            spread(marginal),
            times(ratio.median),
            spread(ratio),
            fixed(whole.median),
            fixed(quiet.median),
            String(bytes),
          ]),
        ),
      notes: [
        'At few sockets the marginal cost drowns in the noise of the change itself: look at the spread.',
        ...(burst > 1 ? ['A quiet change is one of the 20.'] : []),
      ],
    })),
  targets: (points) => points.flatMap(targetOf),
}

function targetOf({ case: title, burst, sockets, costs }: Point): Target[] {
  const most = TARGETS[burst]
  if (sockets !== TARGET_SOCKETS || most === undefined) return []
  return [deliveryAlone.name, signalbox.name].flatMap((judged) => {
    const found = costs.find(({ name }) => name === judged)?.ratio.median
    if (found === undefined) return []
    return {
      what: `CPU per delivery at ${sockets} sockets, ${title}: ${judged}`,
      target: `≤ ${times(most)} raw ws`,
      found: times(found),
      met: found <= most,
    }
  })
}

async function measureCase(
  { title, document, burst }: Case,
  rivals: readonly Rival[],
  settings: Settings,
  tell: (line: string) => void,
): Promise<Point[]> {
  const audiences = rivals.map((rival) => ({ rival, audience: new Audience(() => rival.introduce(document)) }))
  const points: Point[] = []
  let texts: readonly string[] = Array.from({ length: burst }, () => 'a text for the raw server, until there is a real one')
  for (const sockets of settings.sockets) {
    for (const { rival, audience } of audiences) {
      await audience.grow(sockets)
      const seen = await audience.settle(() => rival.publish(PROJECTS.watched, texts), burst)
      if (rival.name === signalbox.name) texts = seen.map(anUpdate)
    }
    const changes = Math.max(settings.leastChanges, Math.min(settings.mostChanges, Math.round(settings.deliveries / sockets / burst)))
    const rounds: Sample[][] = []
    // One round more: the first one warms everything up, and does not count.
    for (let round = 0; round <= settings.rounds; round += 1) {
      tell(`${title}: ${sockets} sockets, round ${round} of ${settings.rounds}`)
      const samples: Sample[] = []
      for (const { rival, audience } of audiences) samples.push(await sample(rival, audience, texts, changes))
      if (round > 0) rounds.push(samples)
    }
    points.push({ case: title, burst, sockets, costs: rivals.map((rival, index) => costOf(rival.name, rounds, index, rivals)) })
  }
  await Promise.all(audiences.map(({ audience }) => audience.close()))
  return points
}

function costOf(name: string, rounds: readonly Sample[][], index: number, rivals: readonly Rival[]): Cost {
  const raw = rivals.findIndex((rival) => rival.name === rawWs.name)
  const own = rounds.flatMap((samples) => samples[index] ?? [])
  return {
    name,
    whole: summarize(own.map(({ whole }) => whole)),
    marginal: summarize(own.map(({ marginal }) => marginal)),
    quiet: summarize(own.map(({ quiet }) => quiet)),
    ratio: summarize(rounds.map((samples) => (samples[index]?.marginal ?? Number.NaN) / (samples[raw]?.marginal ?? Number.NaN))),
    bytes: percentile(
      own.map(({ bytes }) => bytes),
      0.5,
    ),
  }
}

/** What is measured must be updates, and no errors. */
function anUpdate(text: string): string {
  const { type, payload } = JSON.parse(text) as { type: string; payload?: { data?: unknown; errors?: unknown } }
  if (type !== 'next' || !payload?.data || payload.errors) throw new Error(`An update was expected; found ${text}`)
  return text
}
