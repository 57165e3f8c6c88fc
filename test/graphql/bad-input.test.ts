/** Bad input: each gets its code, its field and a sentence, and changes nothing. */
import { expect, test } from 'vitest'
import { injectTestUnits } from '../support/units.ts'
import { openApi } from './api.ts'
import { BAD_INPUTS } from './bad-input-cases.ts'

test('bad input gets its code, its field and a sentence, and changes nothing', async () => {
  const api = await openApi()
  await injectTestUnits(api.services, 'demo', ['one', { chunk: 'two', dependsOn: ['one'] }])
  const state = async (): Promise<unknown> => [
    await api.store.read.project.findMany(),
    await api.store.read.workUnit.findMany({ orderBy: { ordinal: 'asc' } }),
    await api.store.read.receipt.count(),
    await api.store.read.token.count(),
  ]
  const before = await state()
  for (const { mistake, document, input, variables, code, field, says } of BAD_INPUTS) {
    const refusal = await api.refusal(document, variables ?? { input })
    expect.soft({ code: refusal.code, field: refusal.field }, mistake).toEqual({ code, field })
    expect.soft(refusal.message, mistake).toContain(says)
  }
  expect(await state()).toEqual(before)
})
