/** Tokens over the API: made and shown once, listed without what would let anybody in, taken back. */
import { expect, test } from 'vitest'
import { authenticate } from '../../src/services/token.ts'
import { openApi } from './api.ts'

const CREATE = 'mutation ($input: CreateTokenInput!) { createToken(input: $input) { token name role createdAt expiresAt } }'
const REVOKE = 'mutation ($input: RevokeTokenInput!) { revokeToken(input: $input) { name revokedAt } }'
const LIST = '{ tokens { name role createdAt createdBy expiresAt revokedAt } }'

interface Created {
  readonly createToken: { readonly token: string; readonly createdAt: string }
}

test('a token is made, shown, listed, and taken back', async () => {
  const api = await openApi()
  const input = { name: 'ada@example.org', role: 'OPERATOR', expiresAt: '2099-01-01T13:30:00+01:30', idempotencyKey: 'once' }
  const { createToken } = await api.data<Created>(CREATE, { input })
  const { token, ...shown } = createToken
  const known = { name: 'ada@example.org', role: 'OPERATOR', createdAt: expect.any(String), expiresAt: '2099-01-01T12:00:00.000Z' }
  expect(shown).toEqual(known)
  expect(await authenticate(api.services, token)).toMatchObject({ name: 'ada@example.org', role: 'OPERATOR' })
  expect(await api.data(CREATE, { input })).toEqual({ createToken })
  await api.data(CREATE, { input: { name: 'a-script', role: 'VIEWER', expiresAt: null } })

  const { revokeToken } = await api.data<{ revokeToken: { revokedAt: string } }>(REVOKE, { input: { name: 'ada@example.org' } })
  expect(await authenticate(api.services, token)).toBeNull()
  const script = { name: 'a-script', role: 'VIEWER', createdAt: expect.any(String), createdBy: 'olga', expiresAt: null, revokedAt: null }
  expect(await api.data(LIST)).toEqual({ tokens: [script, { ...known, createdBy: 'olga', revokedAt: revokeToken.revokedAt }] })
})
