/** A project that was exported and imported is the same project: in its rows, in its log, and in what can be done with it. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { act, perform } from '../support/acts.ts'
import { foldLog, readState, recordPublished, wholeLog } from '../support/change-log.ts'
import { openTestStore } from '../support/database.ts'
import { exportLines, importLines } from '../support/transfer.ts'
import { createTestProject, injectTestUnits, testServices } from '../support/units.ts'
import { minutesAfterNoon } from '../support/work-unit.ts'
import { readTables } from '../support/refusal.ts'

const LONG_AFTER = minutesAfterNoon(24 * 60)

it('whatever has happened and has expired: what comes out again is what was put in, and it goes on', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(act, { minLength: 10, maxLength: 40 }),
      fc.array(act, { minLength: 3, maxLength: 5 }),
      fc.record({ ticks: fc.boolean(), trimAt: fc.nat(40), keep: fc.nat(8) }),
      async (before, after, { ticks, trimAt, keep }) => {
        let minutes = 0
        const now = (): Date => minutesAfterNoon(ticks ? (minutes += 1) : 0)
        const source = await openTestStore({ now })
        const { id } = await createTestProject(source, { phases: ['IMPLEMENT', 'REVIEW'] })
        await injectTestUnits(testServices(source), 'demo', ['a', 'b', { chunk: 'c', dependsOn: ['a'] }])
        for (const [index, it] of before.entries()) {
          await perform(it, testServices(source))
          if (index === trimAt) await source.trim({ keep: 'NUMBER', changes: keep }, LONG_AFTER)
        }
        const lines = await exportLines(source.location, 'demo')

        const target = await openTestStore({ now })
        const published = recordPublished(target)
        await importLines(target, lines)
        expect(await exportLines(target.location, 'demo')).toEqual(lines)
        const tables = await readTables(source)
        expect(await readTables(target)).toEqual({ ...tables, runs: tables.runs.map((run) => ({ ...run, tokenHash: null })) })
        const { expiredSequence } = await target.read.project.findUniqueOrThrow({ where: { id } })
        expect(published.map(({ sequence }) => sequence)).toEqual(published.map((_, index) => expiredSequence + index + 1))

        for (const it of after) await perform(it, testServices(target))
        if (expiredSequence === 0) expect(foldLog(await wholeLog(target, id))).toEqual(await readState(target, id))
        await target.trim({ keep: 'NUMBER', changes: 1 }, LONG_AFTER)
      },
    ),
    { numRuns: 60, endOnFailure: true },
  )
}, 280_000)
