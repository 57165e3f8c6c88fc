/** What a run says, as it says it. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { followOutput } from '../api/run-output.ts'
import type { OutputLine } from '../api/run-output.ts'
import { useSocket } from '../api/use-socket.ts'
import { withoutEscapes } from '../ui/without-escapes.ts'

/** As many lines as are kept on the screen; the server has them all. */
const KEPT = 2_000

interface RunOutputProps {
  readonly run: { readonly id: string; readonly generation: number; readonly phase: string }
  /** Whether the run is going on. */
  readonly current: boolean
}

export function RunOutput({ run, current }: RunOutputProps) {
  const { lines, problem } = useOutput(run.id)
  const box = useRef<HTMLPreElement>(null)
  const following = useRef(true)

  useLayoutEffect(() => {
    if (lines.length > 0 && box.current && following.current) box.current.scrollTop = box.current.scrollHeight
  }, [lines])

  return (
    <section aria-labelledby="output-title">
      <h2 id="output-title">
        Output of run {run.generation} ({run.phase}
        {current ? ', going on' : ''})
      </h2>
      {problem ? <p role="alert">{problem}</p> : null}
      <pre
        className="output"
        ref={box}
        tabIndex={0}
        aria-label="Output"
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          // Whoever scrolls up wants to read; back at the bottom it follows again.
          following.current = scrollHeight - scrollTop - clientHeight < 24
        }}
      >
        {lines.length === 0 ? <span className="calm">Nothing so far.</span> : null}
        {lines.map((line) => (
          <span key={line.position} data-stream={line.stream}>
            {withoutEscapes(line.text)}
            {'\n'}
          </span>
        ))}
      </pre>
    </section>
  )
}

/** The last lines of a run. Lines that come in one frame are shown together, so that a chatty agent costs one render. */
function useOutput(run: string): { lines: readonly OutputLine[]; problem: string | null } {
  const socket = useSocket()
  const [lines, setLines] = useState<readonly OutputLine[]>([])
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => {
    const stop = new AbortController()
    let arrived: OutputLine[] = []
    let frame = 0
    const show = () => {
      frame = 0
      const batch = arrived
      arrived = []
      setLines((before) => [...before, ...batch].slice(-KEPT))
    }
    const onLine = (line: OutputLine) => {
      arrived.push(line)
      // A page in the background gets no frames.
      if (arrived.length > 2 * KEPT) arrived = arrived.slice(-KEPT)
      frame ||= requestAnimationFrame(show)
    }
    void followOutput(socket, run, onLine, stop.signal).then((refusal) => {
      if (!stop.signal.aborted) setProblem(refusal)
    })
    return () => {
      stop.abort()
      cancelAnimationFrame(frame)
      setLines([])
    }
  }, [socket, run])

  return { lines, problem }
}
