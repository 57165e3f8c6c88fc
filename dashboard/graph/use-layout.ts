/** The layout of a shape, made by the worker. Until a new one is there, the last one is kept. */
import { useEffect, useRef, useState } from 'react'
import type { Layout, Shape } from './geometry.ts'

export interface LaidOut {
  readonly layout: Layout
  /** What it was made for; units may have gone and come since. */
  readonly shape: Shape
}

export interface LayoutState {
  /** Null until the first one is there. */
  readonly laidOut: LaidOut | null
  /** Why there will be none. */
  readonly problem: string | null
}

export function useLayout(shape: Shape): LayoutState {
  const [state, setState] = useState<LayoutState>({ laidOut: null, problem: null })
  const newest = useRef(shape)
  const ask = useRef<() => void>(() => undefined)

  useEffect(() => {
    const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' })
    let asked: Shape | null = null
    let done: Shape | null = null
    // One at a time: of shapes that come meanwhile only the newest is laid out.
    ask.current = () => {
      if (asked !== null || done === newest.current) return
      asked = newest.current
      worker.postMessage(asked, [])
    }
    worker.addEventListener('message', ({ data }: MessageEvent<Layout>) => {
      if (asked) setState({ laidOut: { layout: data, shape: asked }, problem: null })
      done = asked
      asked = null
      ask.current()
    })
    worker.addEventListener('error', ({ message }) => {
      done = asked
      asked = null
      setState((before) => ({ ...before, problem: message ?? '' }))
    })
    ask.current()
    return () => worker.terminate()
  }, [])

  useEffect(() => {
    newest.current = shape
    ask.current()
  }, [shape])

  return state
}
