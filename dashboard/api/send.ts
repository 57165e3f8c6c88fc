/**
 * Sends what an operator decided. While the picture is not live it waits, and can be withdrawn. One whose answer was lost is sent again
 * with the same idempotency key: it has one effect.
 */
import type { Client, DocumentInput, OperationResult } from '@urql/core'
import type { LiveGate } from './live-gate.ts'

const MOST_ATTEMPTS = 5
/** Before the next attempt: the feed may not have noticed yet that the server is gone. Grows with each, in milliseconds. */
const PAUSE = 250

export type Step = 'idle' | 'waiting' | 'sending'

export interface Sending {
  readonly client: Client
  /** Null where there is no picture that could be old. */
  readonly gate: LiveGate | null
  /** Withdraws it while it waits. What was sent is sent. */
  readonly signal: AbortSignal
  readonly onStep: (step: Step) => void
}

/** Resolves with the server's answer, or that there was none; null where it was withdrawn. */
export async function send<Data, Input extends object>(
  mutation: DocumentInput<Data, { input: Input }>,
  input: Input,
  { client, gate, signal, onStep }: Sending,
): Promise<OperationResult<Data> | null> {
  const variables = { input: { ...input, idempotencyKey: newKey() } }
  try {
    for (let attempt = 1; ; attempt += 1) {
      if (gate && !gate.isOpen) onStep('waiting')
      if (gate && !(await gate.whenOpen(signal))) return null
      onStep('sending')
      const result = await client.mutation(mutation, variables).toPromise()
      if (!result.error?.networkError || !gate || attempt === MOST_ATTEMPTS) return result
      await new Promise((resolve) => setTimeout(resolve, PAUSE * attempt))
    }
  } finally {
    onStep('idle')
  }
}

/** 128 random bits. `crypto.randomUUID` is not there on a page that came over plain HTTP from another machine. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
