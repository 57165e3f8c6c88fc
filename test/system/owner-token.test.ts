/** The owner's token over restarts, and what hangs on it. */
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ask, makeHome, type Place, post, startServer } from './world.ts'

const CREATE = 'mutation ($input: CreateTokenInput!) { createToken(input: $input) { token createdAt } }'
const INPUT = { name: 'ada', role: 'OPERATOR', idempotencyKey: 'ada’s token' }

async function roleOf({ url }: Place, token: string): Promise<unknown> {
  const { data, errors } = await post({ url, ownerToken: token }, '{ viewer { role } }')
  return errors?.[0]?.extensions?.code ?? data?.['viewer']
}

test('a repeat is answered with the same token after a restart; with its file removed the owner’s token changes, and the old one lets nobody in', async () => {
  const home = await makeHome()
  const file = join(home.dataDir, 'owner-token')
  const first = await startServer(home)
  expect(first.ownerToken).toMatch(/^sbx_[\w-]{43}$/)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const { createToken } = await ask<{ createToken: { token: string } }>(first, CREATE, { input: INPUT })
  await first.stop()

  const again = await startServer(home)
  expect(again.ownerToken).toBe(first.ownerToken)
  expect(await ask(again, CREATE, { input: INPUT })).toEqual({ createToken })
  await again.stop()

  await rm(file)
  const replaced = await startServer(home)
  expect(await roleOf(replaced, first.ownerToken)).toBe('UNAUTHENTICATED')
  expect(await roleOf(replaced, replaced.ownerToken)).toEqual({ role: 'OWNER' })
  expect(await roleOf(replaced, createToken.token)).toEqual({ role: 'OPERATOR' })
  const { errors } = await post(replaced, CREATE, { input: INPUT })
  expect(errors).toMatchObject([
    { message: expect.stringContaining('cannot be shown again'), extensions: { code: 'IDEMPOTENCY_CONFLICT' } },
  ])
})
