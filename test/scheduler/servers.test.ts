/** What is done on another server of the same PostgreSQL reaches the scheduler of this one. */
import { expect, inject, test } from 'vitest'
import { LedRuns } from '../../src/scheduler/led-runs.ts'
import { cancelWorkUnit } from '../../src/services/work-unit.ts'
import { openSecondStore } from '../support/database.ts'
import { injectTestUnits, OPERATOR, testServices } from '../support/units.ts'
import { follow } from '../../src/store/follow.ts'
import { agent, makeStage } from './stage.ts'

test.runIf(inject('database') === 'POSTGRESQL')(
  'a unit is started when another server lets it go, and its agent stopped when that server cancels it',
  async () => {
    const command = agent(`console.log('here'); await hang()`)
    const stage = await makeStage({ agent: { driver: 'COMMAND', environment: [], command }, paused: true })
    const ledRuns = new LedRuns()
    await stage.start({ ledRuns, exclusive: false, limits: { graceMs: 50 } })
    const there = testServices(await openSecondStore(stage.store.location))

    await injectTestUnits(there, 'demo', ['one'])
    await there.store.projects.update('demo', () => ({ paused: false }))
    const { runs } = await stage.until('one', (unit) => unit.runs[0]?.status === 'RUNNING')
    for await (const { text } of follow(there.store.runOutput.log(runs[0]?.id ?? ''), 0)) if (text.includes('here')) break

    expect(ledRuns.all).toHaveLength(1)
    await cancelWorkUnit(there, OPERATOR, { project: 'demo', chunk: 'one' })
    await ledRuns.whenEmpty()
    expect(await stage.unit('one')).toMatchObject({ status: 'NEEDS_ATTENTION', attention: [{ kind: 'CANCELLED' }] })
  },
)
