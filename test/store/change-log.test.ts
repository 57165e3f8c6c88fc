/** How the change log is read: what a state costs must not depend on how long the log of the whole project is. */
import { expect, inject, it } from 'vitest'
import { prioritizeWorkUnit } from '../../src/services/work-unit.ts'
import { openTestStore, queryRows } from '../support/database.ts'
import { createTestProject, injectTestUnits, OPERATOR, testServices } from '../support/units.ts'

it.runIf(inject('database') === 'SQLITE')(
  'units as of a sequence are found by their own changes, not in the log of the project',
  async () => {
    const statements: string[] = []
    const store = await openTestStore({ onQuery: (sql) => statements.push(sql) })
    const services = testServices(store)
    const project = await createTestProject(store)
    const ids = await injectTestUnits(services, 'demo', ['a', 'b'])
    await prioritizeWorkUnit(services, OPERATOR, { project: 'demo', chunk: 'a', priority: 5 })

    statements.length = 0
    const states = await store.changeLog.asOf(project.id, 2, Object.values(ids))
    expect(states.get(ids.a ?? '')?.unit).toMatchObject({ chunk: 'a', revision: 1, priority: 0 })
    expect(states.get(ids.b ?? '')?.unit).toMatchObject({ chunk: 'b', revision: 1, priority: 0 })

    const reads = statements.filter((sql) => sql.includes('WorkUnitChange'))
    expect(reads).toHaveLength(2)
    for (const sql of reads) {
      const plan = await queryRows(store.location, `EXPLAIN QUERY PLAN ${sql.replaceAll('?', '1')}`)
      const searches = plan.map((row) => String(row[3])).filter((step) => /\b(SEARCH|SCAN)\b/.test(step))
      expect(searches).not.toEqual([])
      for (const search of searches) expect(search).toContain('(workUnitId=?')
    }
  },
)
