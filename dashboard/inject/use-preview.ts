/** What the injection of the basket would make, as the server says: read again when the basket changes, one at a time. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { useProject, useUnits } from '../api/project-context.ts'
import { refusalOf } from '../api/problem.ts'
import { useApi } from '../api/use-api.ts'
import { inject as words } from '../english/inject.ts'
import { marksOf } from './basket.ts'
import type { Mark, Request } from './basket.ts'
import { PreviewInjection } from './queries.ts'
import type { Preview } from './queries.ts'

/** So that typing is no storm of previews, in milliseconds. */
const PAUSE = 350

export interface Previewed {
  /** Null where it was refused, and before the first answer. */
  readonly preview: Preview | null
  /** Why the basket cannot be injected, in the server's words. */
  readonly refusal: string | null
  /** What in the basket the refusal is about. */
  readonly marks: readonly Mark[]
  /** False while the basket is another one than that which this is about. */
  readonly isCurrent: boolean
  readonly readAgain: () => void
}

interface Answer extends Pick<Previewed, 'preview' | 'refusal' | 'marks'> {
  readonly key: string
}

const NOTHING: Answer = { key: '', preview: null, refusal: null, marks: [] }

export function usePreview(request: Request): Previewed {
  const { key: project, arrivals } = useProject()
  const { direct } = useApi()
  const [answer, setAnswer] = useState(NOTHING)
  const [attempt, setAttempt] = useState(0)
  const around = useSurroundings(request)
  const isEmpty = request.workUnits.length === 0 || request.unreadable !== null
  const input = useMemo(() => JSON.stringify(request.workUnits), [request])
  const key = isEmpty ? '' : JSON.stringify([input, around, arrivals, attempt])

  const isReading = useRef(false)
  useEffect(() => {
    if (key === '' || key === answer.key || isReading.current) return
    const timer = setTimeout(() => {
      isReading.current = true
      const variables = { input: { project, workUnits: JSON.parse(input) as Request['workUnits'][number][] } }
      void direct
        .query(PreviewInjection, variables)
        .toPromise()
        .then(({ data, error }) => {
          isReading.current = false
          const refusal = error ? refusalOf(error) : null
          setAnswer({
            key,
            preview: data?.previewInjection ?? null,
            refusal: refusal?.problem ?? null,
            marks: refusal ? marksOf(refusal, request) : [],
          })
        })
    }, PAUSE)
    return () => clearTimeout(timer)
  }, [key, answer.key, direct, project, input, request])

  const readAgain = () => setAttempt((count) => count + 1)
  if (request.unreadable) return { ...NOTHING, refusal: words.noWholeNumber, marks: [request.unreadable], isCurrent: true, readAgain }
  return { ...(isEmpty ? NOTHING : answer), isCurrent: isEmpty || key === answer.key, readAgain }
}

/** How the units stand that the basket names: where one is made, or done, the preview is another. */
function useSurroundings({ workUnits }: Request): string {
  const { units } = useProject()
  useUnits()
  const named = new Set(workUnits.flatMap(({ chunk, dependsOn }) => [chunk, ...(dependsOn ?? [])]))
  return [...named].map((chunk) => units.byChunk(chunk)?.status ?? '').join()
}
