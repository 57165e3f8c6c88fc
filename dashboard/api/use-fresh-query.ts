/** A query that is read again whenever `version` changes, with its last answer left on the screen meanwhile. */
import type { DocumentInput } from '@urql/core'
import { useEffect, useRef } from 'react'
import { useQuery } from 'urql'
import type { AnyVariables, CombinedError } from 'urql'
import { useLast } from './use-last.ts'

export interface Fresh<Data> {
  /** The last good answer, also while it is read again and when that fails. */
  readonly data: Data | undefined
  readonly error: CombinedError | undefined
}

/**
 * Reads one after the other, never two at once: an answer that overtook an earlier one would be replaced by an older state. At least
 * `pauseMs` lie between two reads, so that a storm of changes is no storm of queries.
 * Give the component a `key` where its variables change.
 */
export function useFreshQuery<Data, Variables extends AnyVariables>(
  query: DocumentInput<Data, Variables>,
  variables: Variables,
  version: number,
  pauseMs = 0,
): Fresh<Data> {
  const [result, read] = useQuery<Data>({ query, variables, requestPolicy: 'cache-and-network' })
  const data = useLast(result.data)

  const busy = result.fetching || result.stale
  const readVersion = useRef(version)
  const readAt = useRef(0)
  useEffect(() => {
    if (busy || readVersion.current === version) return
    const timer = setTimeout(
      () => {
        readVersion.current = version
        readAt.current = performance.now()
        read({ requestPolicy: 'network-only' })
      },
      Math.max(0, readAt.current + pauseMs - performance.now()),
    )
    return () => clearTimeout(timer)
  }, [busy, read, version, pauseMs])

  return { data, error: result.error }
}
