/** The end of what a run said: enough to see how it ended. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useProject } from '../api/project-context.ts'
import { useApi } from '../api/use-api.ts'
import { output as words } from '../english/output.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/parts.tsx'
import { LineText } from './line-text.tsx'
import { readNewest } from './read-output.ts'
import { linesOf } from './terminal-text.ts'
import type { TextLine } from './terminal-text.ts'
import './output.css'

const PIECES = 40
/** A piece may have many lines. */
const LINES = 200

/** `run` is the global id of a run. */
export function LastOutput({ run }: { run: string }) {
  const { lines, problem, read } = useLastOutput(run)
  const box = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (lines && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [lines])

  return (
    <div className="last-output">
      {problem === null ? null : (
        <Notice tone="problem">
          {words.failed(problem)} <Button onPress={read}>{words.tryAgain}</Button>
        </Notice>
      )}
      {lines === undefined ? problem === null && <p className="calm">{words.reading}</p> : null}
      {lines === null ? <p className="calm">{words.noRun}</p> : null}
      {lines?.length === 0 ? <p className="calm">{words.nothing}</p> : null}
      {lines && lines.length > 0 ? (
        <div className="output-box" ref={box} role="region" aria-label={words.last} tabIndex={0}>
          {lines.map((line) => (
            <div key={line.key} className="output-line" data-stream={line.stream}>
              <LineText line={line} />
            </div>
          ))}
        </div>
      ) : null}
    </div>
  )
}

interface Answer {
  readonly run: string
  readonly version: number
  /** Null where there is no such run. */
  readonly lines: readonly TextLine[] | null
}

/** Lines are undefined until they are read. They are read again whenever the picture becomes live. */
function useLastOutput(run: string) {
  const { direct } = useApi()
  const { arrivals } = useProject()
  const [tries, setTries] = useState(0)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [problem, setProblem] = useState<{ version: number; sentence: string } | null>(null)
  const version = arrivals + tries

  useEffect(() => {
    let isWanted = true
    readNewest(direct, run, PIECES).then(
      (pieces) => {
        if (isWanted) setAnswer({ run, version, lines: pieces?.flatMap((piece) => linesOf(piece)).slice(-LINES) ?? null })
      },
      (error: unknown) => {
        if (isWanted) setProblem({ version, sentence: error instanceof Error ? error.message : String(error) })
      },
    )
    return () => {
      isWanted = false
    }
  }, [direct, run, version])

  return {
    lines: answer?.run === run ? answer.lines : undefined,
    problem: problem?.version === version ? problem.sentence : null,
    read: () => setTries((count) => count + 1),
  }
}
