/** That the bench runs, and compares like with like. What it finds depends on the machine, and is nobody's test. */
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { HAS_BROWSER } from '../support/browser.ts'

const BENCH = fileURLToPath(new URL('bench.ts', import.meta.url))

/** Runs the bench's quick look, and gives what it says to machines. */
async function quickLook(figure: string, signal: AbortSignal, ...options: string[]) {
  const words = ['--import', 'tsx', BENCH, figure, '--quick', '--json', ...options]
  const { stdout, stderr, exitCode } = await execa(process.execPath, words, { reject: false, cancelSignal: signal })
  expect(exitCode, stderr).toBe(0)
  return JSON.parse(stdout)
}

test('the bench measures every contender, and the raw loop sends as many bytes as signalbox', { timeout: 120_000 }, async ({ signal }) => {
  const { machine, results } = await quickLook('fan-out', signal, '--sockets', '2')
  expect(machine).toMatchObject({ node: process.version })
  for (const { case: title, costs } of results['fan-out']) {
    const [signalbox, alone, raw, yoga] = costs
    const names = [signalbox, alone, raw, yoga].map(({ name }) => name)
    expect(names, title).toEqual(['signalbox', 'signalbox, delivery alone', 'raw ws', 'Yoga + graphql-ws'])
    for (const { name, whole } of costs) expect(whole.median, `${title}: ${name}`).toBeGreaterThan(0)
    // The digits of a sequence are all that differs between two updates.
    expect(Math.abs(signalbox.bytes - raw.bytes), title).toBeLessThan(10)
    expect(alone.bytes, title).toBeGreaterThan(raw.bytes / 2)
  }
})

test.runIf(HAS_BROWSER)(
  'the bench sees the dashboard draw frames, and show every unit as it is in the database',
  { timeout: 120_000 },
  async ({ signal }) => {
    const { units, idle, busy, equal } = (await quickLook('dashboard', signal)).results['dashboard']
    expect(equal).toBe(units)
    expect(busy.changesPerSecond).toBeGreaterThan(0)
    for (const { framesPerSecond, heap } of [idle, busy]) {
      expect(framesPerSecond).toBeGreaterThan(0)
      expect(heap.after).toBeGreaterThan(0)
    }
  },
)
