/** The suite against signalbox, in this process: what is refused is refused before anything runs, logged, and has changed nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSignalbox } from './adapters/signalbox.ts'
import { type Trial, trialsOf } from './case.ts'
import { GROUPS } from './cases.ts'
import type { Target } from './target.ts'

const groups = GROUPS.map((group) => ({ name: group.name, trials: trialsOf(group) }))

let target: Target
/** Those that take their time go on while the others run. */
let slow: ReadonlyMap<Trial, Promise<readonly string[]>>

beforeAll(async () => {
  target = await startSignalbox()
  slow = new Map(groups.flatMap(({ trials }) => trials.filter(({ isSlow }) => isSlow).map((trial) => [trial, trial.run(target)])))
})

afterAll(() => target?.stop())

describe.each(groups.map(({ name, trials }) => [name, trials] as const))('%s', { timeout: 90_000 }, (_group, trials) => {
  test.each(trials.map((trial) => [trial.name, trial] as const))('%s', async (_name, trial) => {
    expect(await (slow.get(trial) ?? trial.run(target))).toEqual([])
  })
})
