/**
 * A mutation behind a button: what it refuses is shown beside the button, in the server's words. Its effect comes with the feed.
 * What was decided on an old picture is the server's to refuse: hand it the `expectedRevision`.
 */
import type { DocumentInput } from '@urql/core'
import { createContext, useCallback, useContext, useEffect, useRef, useState } from 'react'
import { useClient } from 'urql'
import type { LiveGate } from './live-gate.ts'
import { refusalOf } from './problem.ts'
import type { Refusal } from './problem.ts'
import { send } from './send.ts'
import type { Step } from './send.ts'

/** Null on pages that belong to no project: there is no picture that could be old. */
export const LiveGateContext = createContext<LiveGate | null>(null)

export interface Action<Data, Input> {
  /** Resolves with the server's answer; null when it refused, or the action was withdrawn. */
  readonly act: (input: Input) => Promise<Data | null>
  /** `waiting` is for the connection. */
  readonly step: Step
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
  const [step, setStep] = useState<Step>('idle')
  const [refusal, setRefusal] = useState<Refusal | typeof NONE>(NONE)
  const waiting = useRef<AbortController | null>(null)
  const withdraw = useCallback(() => waiting.current?.abort(), [])
  useEffect(() => withdraw, [withdraw])

  const act = async (input: Input): Promise<Data | null> => {
    const withdrawal = new AbortController()
    waiting.current = withdrawal
    setRefusal(NONE)
    const result = await send(mutation, input, { client, gate, signal: withdrawal.signal, onStep: setStep })
    setRefusal(result?.error ? refusalOf(result.error) : NONE)
    return result?.data ?? null
  }
  return { act, step, busy: step !== 'idle', ...refusal, withdraw }
}
