/** That the bench runs, and compares like with like. What it finds depends on the machine, and is nobody's test. */
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'

const BENCH = fileURLToPath(new URL('bench.ts', import.meta.url))

test('the bench measures every contender, and the raw loop sends as many bytes as signalbox', { timeout: 120_000 }, async ({ signal }) => {
  const words = ['--import', 'tsx', BENCH, 'fan-out', '--quick', '--json', '--sockets', '2']
  const { stdout, stderr, exitCode } = await execa(process.execPath, words, { reject: false, cancelSignal: signal })
  expect(exitCode, stderr).toBe(0)
  const { machine, results } = JSON.parse(stdout)
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
