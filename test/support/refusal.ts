/** A refusal is an error with a code, and changes nothing. */
import { expect } from 'vitest'
import type { ErrorCode } from '../../src/domain/errors.ts'
import type { Store } from '../../src/store/open.ts'

/** Every row of every table that a request could write to. */
export async function readTables({ read }: Store) {
  return {
    projects: await read.project.findMany({ orderBy: { key: 'asc' } }),
    units: await read.workUnit.findMany({ orderBy: { ordinal: 'asc' } }),
    dependencies: await read.dependency.findMany({ orderBy: [{ workUnitId: 'asc' }, { dependsOnId: 'asc' }] }),
    runs: await read.run.findMany({ orderBy: { id: 'asc' } }),
    prompts: await read.runPrompt.findMany({ orderBy: { runId: 'asc' } }),
    attention: await read.attentionItem.findMany({ orderBy: { id: 'asc' } }),
    conflicts: await read.conflict.findMany({ orderBy: { id: 'asc' } }),
    changes: await read.workUnitChange.findMany({ orderBy: [{ projectId: 'asc' }, { sequence: 'asc' }] }),
    tokens: await read.token.findMany({ orderBy: { name: 'asc' } }),
    webhooks: await read.webhook.findMany({ orderBy: { id: 'asc' } }),
    receipts: await read.receipt.findMany({ orderBy: { key: 'asc' } }),
  }
}

/** Expects that `request` is refused with this code, naming this field, in a message with these words; and that no row has changed. */
export async function expectRefusal(
  store: Store,
  request: () => Promise<unknown>,
  code: ErrorCode,
  field: string | undefined,
  words: string,
): Promise<void> {
  const before = await readTables(store)
  const error: unknown = await Promise.resolve()
    .then(request)
    .then(
      () => 'It was not refused.',
      (reason: unknown) => reason,
    )
  expect(error).toMatchObject({ name: 'SignalboxError', code, message: expect.stringContaining(words) })
  expect(error).toHaveProperty('field', field)
  expect(await readTables(store)).toEqual(before)
}
