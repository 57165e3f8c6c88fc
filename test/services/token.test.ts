import { expect, it } from 'vitest'
import { authenticate, setOwnerToken } from '../../src/services/token.ts'
import { openTestStore } from '../support/database.ts'
import { testServices } from '../support/units.ts'

it('the owner’s token opens, the one before it and any other does not, and none is stored', async () => {
  const store = await openTestStore()
  const services = testServices(store)
  await setOwnerToken(services, 'owner', 'first')
  await setOwnerToken(services, 'owner', 'second')
  expect(await authenticate(services, 'second')).toEqual({ kind: 'operator', name: 'owner', role: 'OWNER' })
  expect(await Promise.all(['first', 'third', ''].map((token) => authenticate(services, token)))).toEqual([null, null, null])
  expect(JSON.stringify(await store.read.token.findMany())).not.toContain('second')
})
