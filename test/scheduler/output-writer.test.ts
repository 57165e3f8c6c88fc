import { expect, test } from 'vitest'
import { OutputWriter } from '../../src/scheduler/output-writer.ts'
import { dispatchTestRun } from '../support/units.ts'
import { makeStage } from './stage.ts'

/** A run whose output log is slow: it writes when the test lets it. */
async function slowLog() {
  const stage = await makeStage()
  const ids = await stage.inject('one')
  const { runId } = await dispatchTestRun(stage.services, 'demo', ids['one'] ?? '')
  const { store } = stage.services
  const batches: number[] = []
  let open = (): void => undefined
  const gate = new Promise<void>((resolve) => (open = resolve))
  const runOutput: typeof store.runOutput = {
    ...store.runOutput,
    async append(id, pieces) {
      await gate
      batches.push(pieces.length)
      await store.runOutput.append(id, pieces)
    },
  }
  const writer = new OutputWriter({ ...stage.services, store: { ...store, runOutput } }, runId)
  return { stage, writer, batches, open: () => open() }
}

test('while a batch is written the next one gathers, and all of it is kept in order', async () => {
  const { stage, writer, batches, open } = await slowLog()
  for (const line of ['a', 'b', 'c', 'd']) await writer.add('OUT', `${line}\n`)
  open()
  await writer.flush()
  expect(batches).toEqual([1, 3])
  expect(await stage.output('one')).toBe('a\nb\nc\nd\n')
  expect(writer.lastLines).toBe('a\nb\nc\nd')
})

test('whoever says much has to wait for a slow log', async () => {
  const { writer, open } = await slowLog()
  await writer.add('OUT', 'x'.repeat(1024))
  let added = false
  const second = writer.add('OUT', 'x'.repeat(1024 * 1024)).then(() => (added = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(added).toBe(false)
  open()
  await second
  await writer.flush()
})

test('a log that fails is heard of by the next one who adds', async () => {
  const { stage } = await slowLog()
  const writer = new OutputWriter(stage.services, 'no-such-run')
  await writer.add('OUT', 'lost\n')
  await expect(writer.flush()).rejects.toThrow()
  await expect(writer.add('OUT', 'more\n')).rejects.toThrow()
})
