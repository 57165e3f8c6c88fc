/**
 * What signalbox's delivery costs and what it keeps, in figures: `npm run bench`.
 *
 * How it measures. Each server under test runs in a process of its own, as its users run it: signalbox compiled, on SQLite, with its
 * gate, its limits and its scheduler. This process is all the clients, which are bare TCP connections that count frames, so that they
 * cost less than the servers. Every figure stands beside that of a raw `ws` loop that sends the very bytes that signalbox has sent, and
 * beside what Yoga's documentation makes of the same schema with graphql-ws. The contenders take turns in rounds, and a ratio is made
 * within a round, so that what else the machine does hurts all alike; what is shown is the median of the rounds, with the least and the
 * most.
 *
 * What it cannot tell. Clients and servers share one machine and its loopback: there is no network, no TLS and no proxy. Absolute
 * figures are those of this machine and this hour; only the ratios travel. The plain server keeps its few units in memory and its changes
 * in a plain file, so they are cheaper than signalbox's: that is why a delivery's cost is told apart from the change's.
 */

import { cuts } from './cuts.ts'
import { dashboard } from './dashboard.ts'
import { fanOut } from './fan-out.ts'
import type { Figure, Settings, Target } from './figure.ts'
import { latency } from './latency.ts'
import { describeMachine } from './machine.ts'
import { memory } from './memory.ts'
import { type FigureName, HELP, readOptions } from './options.ts'
import { renderTable, type Table } from './table.ts'

interface Measured {
  readonly result: unknown
  readonly tables: readonly Table[]
  readonly targets: readonly Target[]
}

type Measure = (settings: Settings) => Promise<Measured>

const FIGURES: Readonly<Record<FigureName, Measure>> = {
  'fan-out': measured(fanOut),
  memory: measured(memory),
  latency: measured(latency),
  cuts: measured(cuts),
  dashboard: measured(dashboard),
}

/** Each figure has a result of its own shape, which nobody else needs to know. */
function measured<T>(figure: Figure<T>): Measure {
  return async (settings) => {
    const result = await figure.measure(settings, (line) => process.stderr.write(`${line}\n`))
    return { result, tables: figure.tables(result), targets: figure.targets(result) }
  }
}

const { figures, json, help, settings } = readOptions(process.argv.slice(2))
if (help) process.stdout.write(HELP)
else {
  const machine = describeMachine()
  const results: Record<string, unknown> = {}
  const tables: Table[] = []
  const targets: Target[] = []
  for (const name of figures) {
    const measured = await FIGURES[name](settings)
    results[name] = measured.result
    tables.push(...measured.tables)
    targets.push(...measured.targets)
  }
  if (json) process.stdout.write(`${JSON.stringify({ machine, settings, results, targets }, null, 2)}\n`)
  else {
    const { node, system, processor, cores, memoryGb, at } = machine
    process.stdout.write(`\n${at}: Node ${node}, ${system}, ${cores} × ${processor}, ${memoryGb} GB\n\n`)
    for (const table of [...tables, targetTable(targets)]) process.stdout.write(`${renderTable(table)}\n`)
  }
}

function targetTable(targets: readonly Target[]): Table {
  return {
    title: 'The figures to reach',
    head: ['what', 'target', 'found', ''],
    rows: targets.map(({ what, target, found, met }) => [what, target, found, met ? 'ok' : 'missed']),
    notes: [],
  }
}
