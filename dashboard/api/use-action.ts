/** A mutation behind a button: what it refuses is shown beside the button, in the server's words. Its effect comes with the feed. */
import type { DocumentInput } from '@urql/core'
import { useState } from 'react'
import { useMutation } from 'urql'
import type { AnyVariables } from 'urql'
import { sentenceFor } from './problem.ts'

export interface Action<Variables> {
  /** Resolves with whether the server accepted it. */
  readonly act: (variables: Variables) => Promise<boolean>
  readonly busy: boolean
  /** What the server said to the last try; null when it accepted it. */
  readonly problem: string | null
}

export function useAction<Data, Variables extends AnyVariables>(mutation: DocumentInput<Data, Variables>): Action<Variables> {
  const [{ fetching }, mutate] = useMutation<Data, Variables>(mutation)
  const [problem, setProblem] = useState<string | null>(null)
  const act = async (variables: Variables) => {
    const { error } = await mutate(variables)
    setProblem(error ? sentenceFor(error) : null)
    return !error
  }
  return { act, busy: fetching, problem }
}
