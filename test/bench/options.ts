/** The words behind `npm run bench`. */
import { parseArgs } from 'node:util'
import type { Settings } from './figure.ts'

export const HELP = `npm run bench -- [figure …] [options]

Measures signalbox's delivery beside a raw WebSocket broadcast of the same bytes and beside plain graphql-yoga + graphql-ws.

Figures (all of them when none is named):
  fan-out    server CPU and bytes per delivered update
  memory     memory per idle subscribed socket
  latency    from a change to the last of its subscribers
  cuts       what clients get whose sockets are cut, from a server that is killed
  dashboard  frames, long tasks and memory of the page in a browser, with many units that change all the time

Options:
  --quick            small numbers: under 20 seconds, only to see that it works
  --json             data for machines on standard output instead of tables
  --sockets 1,500    the numbers of subscribers; memory and latency take the highest
  --rounds N         how often the contenders take turns
  --clients N        of cuts
  --seconds N        of cuts and of the dashboard
  --seed N           of cuts: which sockets are cut when
  --help
`

const FULL: Settings = {
  sockets: [1, 100, 500, 1_000],
  rounds: 5,
  repetitions: 3,
  deliveries: 10_000,
  leastChanges: 8,
  mostChanges: 20,
  latencies: 300,
  cuts: { clients: 200, changesPerSecond: 2, seconds: 60, alive: [12, 18], away: [1.8, 2.2], seed: 1 },
  dashboard: { units: 10_000, changesPerSecond: 200, seconds: 30 },
}

const QUICK: Settings = {
  sockets: [1, 50],
  rounds: 1,
  repetitions: 1,
  deliveries: 500,
  leastChanges: 2,
  mostChanges: 3,
  latencies: 10,
  cuts: { clients: 10, changesPerSecond: 10, seconds: 4, alive: [0.8, 1.2], away: [0.2, 0.3], seed: 1 },
  dashboard: { units: 300, changesPerSecond: 50, seconds: 2 },
}

const FIGURES = ['fan-out', 'memory', 'latency', 'cuts', 'dashboard'] as const
export type FigureName = (typeof FIGURES)[number]

export interface Options {
  readonly figures: readonly FigureName[]
  readonly json: boolean
  readonly help: boolean
  readonly settings: Settings
}

/** Throws an Error with a sentence for people. */
export function readOptions(words: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      sockets: { type: 'string' },
      rounds: { type: 'string' },
      clients: { type: 'string' },
      seconds: { type: 'string' },
      seed: { type: 'string' },
    },
  })
  const base = values.quick ? QUICK : FULL
  const { clients, seconds, seed } = base.cuts
  return {
    figures: positionals.length === 0 ? FIGURES : positionals.map(figureNamed),
    json: values.json,
    help: values.help,
    settings: {
      ...base,
      sockets: values.sockets?.split(',').map((text) => whole('--sockets', text)) ?? base.sockets,
      rounds: whole('--rounds', values.rounds ?? base.rounds),
      cuts: {
        ...base.cuts,
        clients: whole('--clients', values.clients ?? clients),
        seconds: whole('--seconds', values.seconds ?? seconds),
        seed: whole('--seed', values.seed ?? seed),
      },
      dashboard: { ...base.dashboard, seconds: whole('--seconds', values.seconds ?? base.dashboard.seconds) },
    },
  }
}

function whole(option: string, value: string | number): number {
  const number = Number(value)
  if (Number.isInteger(number) && number > 0) return number
  throw new Error(`${option} takes whole numbers above 0; found '${value}'.`)
}

function figureNamed(name: string): FigureName {
  const figure = FIGURES.find((each) => each === name)
  if (figure === undefined) throw new Error(`There is no figure '${name}'. There are ${FIGURES.join(', ')}.`)
  return figure
}
