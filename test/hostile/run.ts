/**
 * The suite for people: a table of what a server withstands. `npm run hostile -- --help` says how.
 *
 *   --adapter signalbox     this checkout
 *   --adapter plain-yoga    graphql-yoga with graphql-ws, as their documentation says
 *   --group TEXT            only the groups with this in their name
 */
import { parseArgs } from 'node:util'
import { startPlainYoga } from './adapters/plain-yoga.ts'
import { startSignalbox } from './adapters/signalbox.ts'
import { GROUPS } from './cases.ts'
import { runTrials } from './run-trials.ts'

const USAGE = 'usage: --adapter signalbox | --adapter plain-yoga  [--group TEXT]'

const { values } = parseArgs({
  options: { adapter: { type: 'string' }, group: { type: 'string', default: '' }, help: { type: 'boolean' } },
})
const adapters = new Map([
  ['signalbox', startSignalbox],
  ['plain-yoga', startPlainYoga],
])
const start = adapters.get(values.adapter ?? '')
if (start === undefined || values.help === true) {
  console.log(USAGE)
  process.exitCode = values.help === true ? 0 : 2
} else {
  const target = await start()
  try {
    const results = await runTrials(
      target,
      GROUPS.filter(({ name }) => name.includes(values.group)),
    )
    results.forEach(({ trial, breaches }, index) => {
      if (results[index - 1]?.trial.group !== trial.group) console.log(`\n${trial.group}`)
      console.log(`  ${breaches === null ? '-   ' : breaches.length === 0 ? 'ok  ' : 'FAIL'}  ${trial.name}`)
      for (const breach of breaches ?? []) console.log(`          ${breach}`)
    })
    const failed = results.filter(({ breaches }) => (breaches?.length ?? 0) > 0)
    console.log(`\n${results.filter(({ breaches }) => breaches !== null).length} attacks, ${failed.length} came through`)
    if (failed.length > 0) process.exitCode = 1
  } finally {
    await target.stop()
  }
}
