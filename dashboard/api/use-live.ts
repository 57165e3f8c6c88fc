/** Keeps a project live while a component is mounted, and tells how live it is. Give the component the project as its `key`. */
import { useEffect, useState } from 'react'
import type { LiveState } from '../../src/client/follow-project.ts'
import { LiveGate } from './live-gate.ts'
import { mayReorderQueue, startProjectFeed } from './project-feed.ts'
import { nextFrame, UnitStore } from './unit-store.ts'
import { useApi } from './use-api.ts'

export interface Live {
  readonly units: UnitStore
  readonly gate: LiveGate
  readonly state: LiveState
  readonly arrivals: number
  /** Grows with every arrival and every change after which the attention queue may be another: who ranks it is the server. */
  readonly queueVersion: number
}

/** In milliseconds: each one draws the frame. */
const REORDER_PAUSE = 100

export function useLive(project: string): Live {
  const api = useApi()
  const [units] = useState(() => new UnitStore(nextFrame))
  const [gate] = useState(() => new LiveGate())
  const [state, setState] = useState<LiveState>({ kind: 'starting' })
  const [arrivals, setArrivals] = useState(0)
  const [reorderings, setReorderings] = useState(0)

  useEffect(() => {
    const reorder = atMostEvery(REORDER_PAUSE, () => setReorderings((count) => count + 1))
    const stop = startProjectFeed({
      ...api,
      project,
      units,
      onState: (next) => {
        if (next.kind === 'live' && !gate.isOpen) setArrivals((count) => count + 1)
        gate.set(next.kind === 'live')
        // How far it is live is told by the store, once a beat: a state for each change would draw the whole frame for each.
        if (next.kind === 'live') units.reach(next.sequence)
        setState((last) => (last.kind === 'live' && next.kind === 'live' ? last : next))
      },
      onChange: (change) => {
        if (mayReorderQueue(change)) reorder.want()
      },
    })
    return () => {
      stop()
      reorder.stop()
    }
  }, [api, project, units, gate])

  return { units, gate, state, arrivals, queueVersion: arrivals + reorderings }
}

/** At once, and then not again before the pause is over. */
function atMostEvery(pause: number, run: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isWanted = false
  const want = () => {
    isWanted = timer !== undefined
    if (isWanted) return
    run()
    timer = setTimeout(() => {
      timer = undefined
      if (isWanted) want()
    }, pause)
  }
  return { want, stop: () => clearTimeout(timer) }
}
