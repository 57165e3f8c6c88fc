import { expect, test } from 'vitest'
import { Passes } from '../../src/scheduler/passes.ts'

/** Passes that end when the test says so. */
function manualPasses() {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const passes = new Passes((projectId) => {
    begun.push(projectId)
    return new Promise((resolve) => ends.push(resolve))
  })
  return {
    passes,
    begun,
    /** Ends the oldest pass, and lets the next one begin. */
    async end() {
      ends.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

test('however many wakes there are during a pass, one more follows', async () => {
  const { passes, begun, end } = manualPasses()
  passes.wake('a')
  for (let wakes = 0; wakes < 3; wakes += 1) passes.wake('a')
  expect(begun).toEqual(['a'])
  await end()
  expect(begun).toEqual(['a', 'a'])
  await end()
  expect(begun).toEqual(['a', 'a'])
  passes.wake('a')
  expect(begun).toEqual(['a', 'a', 'a'])
})

test('projects do not wait for each other', () => {
  const { passes, begun } = manualPasses()
  passes.wake('a')
  passes.wake('b')
  expect(begun).toEqual(['a', 'b'])
})

test('closing waits for the pass that goes on, and begins none', async () => {
  const { passes, begun, end } = manualPasses()
  passes.wake('a')
  passes.wake('a')
  let isClosed = false
  const closed = passes.close().then(() => (isClosed = true))
  await new Promise((resolve) => setImmediate(resolve))
  expect(isClosed).toBe(false)
  await end()
  await closed
  passes.wake('b')
  expect(begun).toEqual(['a'])
})
