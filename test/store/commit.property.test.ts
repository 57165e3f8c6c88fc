/** Whatever services are called in whatever order: a subscriber that has seen the log has the state that is in the tables. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findCycle } from '../../src/domain/dependency.ts'
import { currentRun, openAttention, type WorkUnit } from '../../src/domain/work-unit.ts'
import { act, perform } from '../support/acts.ts'
import { foldLog, readState, recordPublished, wholeLog } from '../support/change-log.ts'
import { openTestStore } from '../support/database.ts'
import { createTestProject, injectTestUnits, testServices } from '../support/units.ts'

it('the log folds into the tables after every call, and what was published is the log', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 10, maxLength: 25 }), async (acts) => {
      const store = await openTestStore()
      const services = testServices(store)
      const { id } = await createTestProject(store, { phases: ['IMPLEMENT', 'REVIEW'] })
      const published = recordPublished(store)
      await injectTestUnits(services, 'demo', ['a', 'b', { chunk: 'c', dependsOn: ['a'] }])

      for (const it of acts) {
        await perform(it, services)
        expect(foldLog(published), it.name).toEqual(await readState(store, id))
      }

      const log = await wholeLog(store, id)
      expect(published).toEqual(log)
      expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, index) => index + 1))
      const revisions = new Map<string, number>()
      for (const { workUnitId, revision } of log) {
        expect(revision).toBe((revisions.get(workUnitId) ?? 0) + 1)
        revisions.set(workUnitId, revision)
      }
      const state = foldLog(log)
      for (const { unit: it, blockedBy } of state.values()) expect(lies(it, blockedBy)).toEqual([])
      expect(
        findCycle(new Map([...state].map(([unitId, { blockedBy }]) => [unitId, blockedBy]))),
        'units that wait for each other',
      ).toBeNull()
    }),
    { numRuns: 6 },
  )
}, 60_000)

/** What may not be true of a unit once a commit is through. */
function lies(it: WorkUnit, blockedBy: readonly string[]): string[] {
  const rules: Record<string, boolean> = {
    'a READY unit waits for nobody': it.status !== 'READY' || blockedBy.length === 0,
    'a BLOCKED unit waits for somebody': it.status !== 'BLOCKED' || blockedBy.length > 0,
    'a unit that needs attention says what for': (it.status === 'NEEDS_ATTENTION') === openAttention(it).length > 0,
    'a RUNNING unit has a run': it.status !== 'RUNNING' || currentRun(it) !== null,
  }
  return Object.keys(rules).filter((rule) => !rules[rule])
}
