/**
 * A mutation behind a button: what it refuses is shown beside the button, in the server's words. Its effect comes with the feed.
 *
 * While the picture is not live it waits, and can be withdrawn. One whose answer was lost is sent again with the same
 * idempotency key: it has one effect. What was decided on an old picture is the server's to refuse: hand it the `expectedRevision`.
 */
import type { DocumentInput } from '@urql/core'
import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react'
import { useClient } from 'urql'
import type { LiveGate } from './live-gate.ts'
import { refusalOf } from './problem.ts'
import type { Refusal } from './problem.ts'

/** Null on pages that belong to no project: there is no picture that could be old. */
export const LiveGateContext = createContext<LiveGate | null>(null)

export interface Action<Data, Input> {
  /** Resolves with the server's answer; null when it refused, or the action was withdrawn. */
  readonly act: (input: Input) => Promise<Data | null>
  /** `waiting` is for the connection. */
  readonly step: 'idle' | 'waiting' | 'sending'
  readonly busy: boolean
  /** What the server said to the last try; null when it accepted it. */
  readonly problem: string | null
  /** The code of that, as in `UNMERGED_WORK`; null where there was no answer. */
  readonly code: string | null
  /** Which part of the input that was about, as in `agent.command`; null where the server named none. */
  readonly field: string | null
  /** Ends the waiting. */
  readonly withdraw: () => void
}

const NONE = { problem: null, code: null, field: null }

export function useAction<Data, Input extends object>(mutation: DocumentInput<Data, { input: Input }>): Action<Data, Input> {
  const client = useClient()
  const gate = useContext(LiveGateContext)
  const [step, setStep] = useState<Action<Data, Input>['step']>('idle')
  const [refusal, setRefusal] = useState<Refusal | typeof NONE>(NONE)
  const waiting = useRef<AbortController | null>(null)
  const withdraw = useCallback(() => waiting.current?.abort(), [])
  useEffect(() => withdraw, [withdraw])

  const act = async (input: Input): Promise<Data | null> => {
    const withdrawal = new AbortController()
    waiting.current = withdrawal
    const variables = { input: { ...input, idempotencyKey: newKey() } }
    setRefusal(NONE)
    for (let attempt = 1; ; attempt += 1) {
      if (gate && !gate.isOpen) setStep('waiting')
      if (gate && !(await gate.whenOpen(withdrawal.signal))) break
      setStep('sending')
      const { data, error } = await client.mutation(mutation, variables).toPromise()
      if (error?.networkError && gate && attempt < 5) {
        // The feed may not have noticed yet that the server is gone.
        await new Promise((resolve) => setTimeout(resolve, 250 * attempt))
        continue
      }
      setStep('idle')
      setRefusal(error ? refusalOf(error) : NONE)
      return data ?? null
    }
    setStep('idle')
    return null
  }
  return { act, step, busy: step !== 'idle', ...refusal, withdraw }
}

/** 128 random bits. `crypto.randomUUID` is not there on a page that came over plain HTTP from another machine. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
