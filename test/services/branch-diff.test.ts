import { expect, it } from 'vitest'
import type { BranchDiff } from '../../src/domain/branch-diff.ts'
import { apply } from '../../src/domain/transitions.ts'
import { readBranchDiff } from '../../src/services/branch-diff.ts'
import { openTestStore } from '../support/database.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, testServices } from '../support/units.ts'

it('a unit that is merged between the look at its row and the look at git is shown as merged', async () => {
  const store = await openTestStore()
  const services = testServices(store)
  await createTestProject(store)
  const { one = '' } = await injectTestUnits(services, 'demo', ['one'])
  await dispatchTestRun(services, 'demo', one)
  const merge = () =>
    store.commit({ project: 'demo', actor: 'test' }, async (reader) => {
      const unit = apply(await reader.chunk('one'), { type: 'merge', generation: 1, commit: 'c'.repeat(40) }, reader.at)
      return { writes: [{ unit, reason: 'merged' }], result: null }
    })
  services.repositories.reads = {
    ...services.repositories.reads,
    branchDiff: async (_project, { mergedCommit }): Promise<BranchDiff | null> => {
      // By then its branch is gone.
      if (mergedCommit !== null)
        return { base: 'b', head: mergedCommit, merged: true, files: [], additions: 0, deletions: 0, truncated: false, uncommitted: [] }
      await merge()
      return null
    },
  }
  expect(await readBranchDiff(services, { project: 'demo', chunk: 'one' })).toMatchObject({ merged: true, head: 'c'.repeat(40) })
})
