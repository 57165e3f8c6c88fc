/** The output of real programs: whole, in order, bounded, storable. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { AgentEvent } from '../../src/agents/driver.ts'
import { LONGEST_PIECE } from '../../src/agents/output-text.ts'
import { makeFixture, node, startIn } from './agent-fixture.ts'

test('standard output and error are told apart, and come before finished', async () => {
  const { run, said } = startIn(await makeFixture(), node("console.log('one'); console.error('two'); process.stdout.write('no end')"))
  await run.finished
  expect(said.text('OUT')).toBe('one\nno end')
  expect(said.text('ERR')).toBe('two\n')
  expect(said.events[0]?.type).toBe('started')
  expect(said.events.at(-1)?.type).toBe('finished')
})

test('an agent that speaks at once does not speak before its start', async () => {
  const fixtures = await Promise.all(Array.from({ length: 10 }, () => makeFixture()))
  for (const fixture of fixtures) {
    const { run, said } = startIn(fixture, ['echo', 'hi'])
    await run.finished
    expect(said.events.map((event) => event.type)).toEqual(['started', 'output', 'finished'])
  }
})

test('a character that arrives in two halves is one character; what is no UTF-8 and NUL are replaced; colours stay', async () => {
  const source = `
    const halves = Buffer.from('✓')
    process.stdout.write(halves.subarray(0, 1), () => setImmediate(() => {
      process.stdout.write(halves.subarray(1))
      process.stdout.write(Buffer.from([0x0a, 0xff, 0x00, 0x0a]))
      process.stdout.write('\\x1b[31mred\\x1b[0m\\n')
    }))`
  const { run, said } = startIn(await makeFixture(), node(source))
  await run.finished
  expect(said.text('OUT')).toBe('✓\n\uFFFD\uFFFD\n\x1b[31mred\x1b[0m\n')
})

test('a line without an end comes in bounded pieces', async () => {
  const { run, said } = startIn(await makeFixture(), node("process.stdout.write('é'.repeat(500_000))"))
  await run.finished
  expect(said.text('OUT')).toBe('é'.repeat(500_000))
  const lengths = said.events.map((event) => (event.type === 'output' ? event.text.length : 0))
  expect(Math.max(...lengths)).toBeLessThanOrEqual(LONGEST_PIECE)
})

test('the output of an agent that exits while its start is still being recorded is not lost', async () => {
  const onEvent = async (event: AgentEvent) => {
    if (event.type === 'started') await untilGone(event.pid)
  }
  const { run, said } = startIn(await makeFixture({}, { onEvent }), node("console.log('last words')"))
  await run.finished
  expect(said.text('OUT')).toBe('last words\n')
})

test('a flood is read no faster than it is taken', async () => {
  const total = 16 * 1024 * 1024
  const ahead = 1024 * 1024
  let taken = 0
  let furthest = 0
  const onEvent = async (event: AgentEvent) => {
    if (event.type !== 'output') return
    await delay(1)
    furthest = Math.max(furthest, Number(await readFile(join(fixture.worktree, 'written'), 'utf8')) - taken)
    taken += event.text.length
  }
  const fixture = await makeFixture({}, { onEvent })
  const source = `
    const fs = require('fs')
    const lines = ('x'.repeat(63) + '\\n').repeat(256)
    for (let written = 0; written < ${total}; written += lines.length) {
      fs.writeFileSync('next', String(written))
      fs.renameSync('next', 'written')
      fs.writeSync(1, lines)
    }`
  const { run } = startIn(fixture, node(source))
  expect(await run.finished).toMatchObject({ outcome: 'SUCCEEDED' })
  expect(taken).toBe(total)
  expect(furthest).toBeLessThan(ahead)
})

/** A signal fails once the process is gone and reaped. */
async function untilGone(pid: number): Promise<void> {
  while (isThere(pid)) await nextTurn()
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
