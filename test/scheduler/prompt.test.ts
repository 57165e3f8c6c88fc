/** What the agent of a run was told can be read as long as there is the run. */
import { describe, expect, it } from 'vitest'
import { deleteWorkUnit } from '../../src/services/deletion.ts'
import { answerAttention } from '../../src/services/attention.ts'
import { recordPrompt } from '../../src/services/run.ts'
import { cancelWorkUnit } from '../../src/services/work-unit.ts'
import { openTestStore } from '../support/database.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, testServices } from '../support/units.ts'
import { agent, isDone, makeStage, needsAttention } from './stage.ts'

/** Says its prompt; asks in its first run. */
const ASKER = agent(`
process.stdout.write(prompt)
if (!answer) { await ask('Which colour?', ['red', 'blue']); process.exit(75) }
`)

describe('the prompt of a run', () => {
  it('is word for word what the agent was given, with the answer in the run that went on', async () => {
    const stage = await makeStage({ agent: { driver: 'COMMAND', command: ASKER, environment: [] } })
    await stage.start()
    await stage.inject({ chunk: 'paint', goal: 'The shed is painted.' })
    const { attention } = await stage.until('paint', (unit) => needsAttention(unit) && unit.runs.length === 0)
    expect(await stage.prompts('paint')).toEqual([await stage.output('paint')])
    await answerAttention(stage.services, OPERATOR, { item: attention[0]?.id ?? '', answer: 'red' })
    await stage.until('paint', isDone)
    const [first, second] = await stage.prompts('paint')
    expect(second).toBe(await stage.output('paint'))
    expect(first).toContain('The shed is painted.')
    expect(first).not.toContain('red')
    expect(second).toContain('The shed is painted.')
    expect(second).toContain('``` the answer\nred\n```')
  })

  it('is there before the agent has started, and stays where the start failed', async () => {
    const stage = await makeStage({ agent: { driver: 'COMMAND', command: ['no-such-program'], environment: [] } })
    await stage.start()
    await stage.inject('one')
    await stage.until('one', needsAttention)
    expect(await stage.prompts('one')).toEqual([expect.stringContaining('# IMPLEMENT of chunk one')])
  })

  it('holds no token of a run, and stands in no change', async () => {
    const stage = await makeStage()
    const tokens: string[] = []
    const newToken = (): string => {
      tokens.push(stage.services.newToken(null))
      return tokens.at(-1) ?? ''
    }
    await stage.start({ newToken })
    await stage.inject({ chunk: 'one', goal: 'The one that is wanted.' })
    await stage.until('one', isDone)
    const [prompt = ''] = await stage.prompts('one')
    expect(tokens).toHaveLength(1)
    for (const token of tokens) expect(prompt).not.toContain(token)
    const log = JSON.stringify(await stage.store.read.workUnitChange.findMany())
    expect(log).toContain('The one that is wanted.')
    expect(log).not.toContain('Your task in this phase')
  })

  it('is written once, goes with its run, and is refused for a run that is gone', async () => {
    const store = await openTestStore()
    const services = testServices(store)
    await createTestProject(store)
    const { one = '' } = await injectTestUnits(services, 'demo', ['one'])
    const { runId } = await dispatchTestRun(services, 'demo', one)
    await recordPrompt(services, runId, 'Do it.')
    await expect(recordPrompt(services, runId, 'Do something else.')).rejects.toThrow()
    expect(await store.read.runPrompt.findMany()).toEqual([{ runId, text: 'Do it.' }])

    await cancelWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'one' })
    await deleteWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'one' })
    expect(await store.read.runPrompt.count()).toBe(0)
    await expect(recordPrompt(services, runId, 'Do it.')).rejects.toMatchObject({ code: 'STALE_RUN' })
  })
})
