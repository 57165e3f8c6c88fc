/** A stop leaves nothing RUNNING, and the next start goes on. */
import { expect, test } from 'vitest'
import { identifyProcess } from '../../src/agents/process-table.ts'
import { follow } from '../../src/store/follow.ts'
import { agent, isDone, makeStage, needsAttention } from './stage.ts'

test('a stop ends the agents, says whose, and makes their units READY for the next start', async () => {
  const stage = await makeStage({
    agent: {
      driver: 'COMMAND',
      environment: [],
      command: agent(`
        if (chunk === 'asks') { await ask('Which?'); await hang() }
        if (existsSync('seen')) process.exit(0)
        writeFileSync('seen', '')
        console.log(process.pid)
        await hang()
      `),
    },
    maxAgents: 2,
  })
  const scheduler = await stage.start({ limits: { graceMs: 50 } })
  await stage.inject('works', 'asks', 'waits')
  const { runs } = await stage.until('works', (unit) => unit.runs[0]?.status === 'RUNNING')
  await stage.until('asks', needsAttention)
  const pids: number[] = []
  for await (const { text } of follow(stage.store.runOutput.log(runs[0]?.id ?? ''), 0)) {
    pids.push(Number(text))
    break
  }
  const { stopped } = await scheduler.stop()
  expect(stopped.map(({ chunk }) => chunk)).toEqual(expect.arrayContaining(['works', 'asks']))
  expect(await Promise.all(pids.map(identifyProcess))).toEqual([null])
  expect(await stage.unit('works')).toMatchObject({ status: 'READY', runs: [] })
  expect(await stage.unit('asks')).toMatchObject({ status: 'NEEDS_ATTENTION', runs: [], attention: [{ kind: 'QUESTION', state: 'OPEN' }] })
  expect(await stage.store.read.run.count({ where: { endedAt: null } })).toBe(0)

  await stage.start()
  await stage.until('works', isDone)
})

test('what an agent says is kept in order and whole, however much it is', async () => {
  const stage = await makeStage({
    agent: {
      driver: 'COMMAND',
      environment: [],
      command: agent(`for (let i = 0; i < 40_000; i++) console.log('line ' + i)`),
    },
  })
  await stage.start()
  await stage.inject('one')
  await stage.until('one', isDone)
  const lines = (await stage.output('one')).trimEnd().split('\n')
  expect(lines).toHaveLength(40_000)
  expect(lines.every((line, index) => line === `line ${index}`)).toBe(true)
})
