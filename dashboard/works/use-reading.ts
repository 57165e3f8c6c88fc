/** Reads what no feed carries, past the cache, while the page can be seen: again for another `version`, and every so often. */
import type { DocumentInput } from '@urql/core'
import { useEffect, useRef, useState } from 'react'
import type { AnyVariables, CombinedError } from 'urql'
import { useApi } from '../api/use-api.ts'

export interface Reading<Data> {
  /** The last good answer. */
  readonly data: Data | undefined
  /** Of the newest try. */
  readonly error: CombinedError | undefined
}

/** `everyMs` is null where only another version or other variables are a reason to read again. */
export function useReading<Data, Variables extends AnyVariables>(
  query: DocumentInput<Data, Variables>,
  variables: Variables,
  { version = 0, everyMs = null }: { version?: number | string; everyMs?: number | null },
): Reading<Data> {
  const { direct } = useApi()
  const [reading, setReading] = useState<Reading<Data>>({ data: undefined, error: undefined })
  const asked = JSON.stringify(variables)
  const readVersion = useRef(version)
  const readAgain = useRef<() => void>(() => undefined)

  useEffect(() => {
    let isOver = false
    let isReading = false
    /** Something asked for it that is newer than the answer. */
    let isWanted = true
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = async () => {
      clearTimeout(timer)
      // One after the other, and none in the background: what was wanted there is read when the page is looked at.
      while (isWanted && !isReading && !isOver && !document.hidden) {
        isReading = true
        isWanted = false
        const { data, error } = await direct.query(query, JSON.parse(asked) as Variables).toPromise()
        isReading = false
        if (!isOver) setReading((before) => ({ data: data ?? before.data, error }))
      }
      if (everyMs !== null && !isOver && !isReading) timer = setTimeout(want, everyMs)
    }
    const want = () => {
      isWanted = true
      void read()
    }
    const onVisibility = () => void read()
    readAgain.current = want
    void read()
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      isOver = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', onVisibility)
    }
  }, [direct, query, asked, everyMs])

  useEffect(() => {
    if (readVersion.current === version) return
    readVersion.current = version
    readAgain.current()
  }, [version])

  return reading
}
