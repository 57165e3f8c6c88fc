/** What the requests of all services have in common: receipts, and the revision that they were decided on. */
import { createHash } from 'node:crypto'
import { SignalboxError } from '../domain/errors.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import type { ReceiptKey } from '../store/receipts.ts'
import type { Caller } from './context.ts'

const MAX_KEY_LENGTH = 200

/** The receipt to leave for a call, or undefined where its caller named no key. */
export function receiptFor(caller: Caller, operation: string, input: object): ReceiptKey | undefined {
  const key = caller.idempotencyKey
  if (key === null || key === undefined) return undefined
  if (key.trim() === '' || key.length > MAX_KEY_LENGTH) {
    throw new SignalboxError(
      'VALIDATION_FAILED',
      `idempotencyKey must be a text of 1 to ${MAX_KEY_LENGTH} characters; found ${key.length}.`,
      'idempotencyKey',
    )
  }
  return { actor: caller.name, key, operation, inputHash: sha256(canonical(input)) }
}

/** The receipt of what an agent asks for. A key is its run's own: a later run, or the agent of a chunk of the same name elsewhere, may use it too. */
export function receiptOfRun(caller: Caller, runId: string, operation: string, input: object): ReceiptKey | undefined {
  return receiptFor({ ...caller, name: `run ${runId}` }, operation, input)
}

/** Refuses a request that was decided on another revision than the unit has now. */
export function expectRevision(unit: WorkUnit, expected: number | null | undefined): void {
  if (expected === null || expected === undefined || expected === unit.revision) return
  throw new SignalboxError(
    'STALE_REVISION',
    `'${unit.chunk}' is at revision ${unit.revision}, not at ${expected}: it changed in between. Read it again, decide again, send the new revision.`,
    'expectedRevision',
  )
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** JSON in which the order of keys and absent values make no difference. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part
    const entries = Object.entries(part).filter(([, entry]) => entry !== null && entry !== undefined)
    return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })
}
