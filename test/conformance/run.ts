/**
 * The suite for people: a table of the cases that a server passes and fails. `npm run conformance -- --help` says how.
 *
 *   --adapter signalbox [--database-url URL]    this checkout, as it was built
 *   --adapter plain-yoga                        graphql-yoga with graphql-ws, as their documentation says
 *   --url URL [--token T] --repository PATH     a server that runs already and speaks signalbox's schema
 */
import { parseArgs } from 'node:util'
import { startPlainYoga } from './adapters/plain-yoga.ts'
import { remote } from './adapters/remote.ts'
import { startSignalbox } from './adapters/signalbox.ts'
import { runCases } from './run-cases.ts'
import type { ServerUnderTest } from './server-under-test.ts'

const USAGE = 'usage: --adapter signalbox [--database-url URL] | --adapter plain-yoga | --url URL [--token T] --repository PATH'

const { values } = parseArgs({
  options: {
    adapter: { type: 'string' },
    'database-url': { type: 'string' },
    url: { type: 'string' },
    token: { type: 'string' },
    repository: { type: 'string' },
    help: { type: 'boolean' },
  },
})

function start(): Promise<ServerUnderTest> | ServerUnderTest | null {
  if (values.adapter === 'signalbox') return startSignalbox(values['database-url'] ?? null)
  if (values.adapter === 'plain-yoga') return startPlainYoga()
  if (values.url !== undefined && values.repository !== undefined)
    return remote({ url: values.url, token: values.token ?? null }, values.repository)
  return null
}

const server = await start()
if (server === null || values.help === true) {
  console.log(USAGE)
  process.exitCode = values.help === true ? 0 : 2
} else {
  try {
    const results = await runCases(server)
    for (const { name, outcome } of results) {
      if ('missing' in outcome) console.log(`  -     ${name} (needs ${outcome.missing.join(', ')})`)
      else {
        console.log(`${outcome.breaches.length === 0 ? '  ok  ' : '  FAIL'}  ${name}`)
        for (const breach of outcome.breaches) console.log(`          ${breach}`)
      }
    }
    const failed = results.filter(({ outcome }) => 'breaches' in outcome && outcome.breaches.length > 0)
    console.log(`\n${results.length} cases, ${failed.length} failed`)
    if (failed.length > 0) process.exitCode = 1
  } finally {
    await server.stop()
  }
}
