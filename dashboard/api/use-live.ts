/** Keeps a project live while a component is mounted, and tells how live it is. Give the component the project as its `key`. */
import { useEffect, useState } from 'react'
import { useClient } from 'urql'
import type { LiveState } from '../../src/client/follow-project.ts'
import { mayReorderQueue, startProjectFeed } from './project-feed.ts'
import { useSocket } from './use-socket.ts'

export interface Live {
  readonly state: LiveState
  /** How often the picture has become live: what the feed does not carry is read again then, for it may have failed or changed meanwhile. */
  readonly arrivals: number
  /** Grows with every arrival and every change after which the attention queue may be another: who ranks it is the server. */
  readonly queueVersion: number
}

export function useLive(project: string): Live {
  const client = useClient()
  const socket = useSocket()
  const [state, setState] = useState<LiveState>({ kind: 'starting' })
  const [arrivals, setArrivals] = useState(0)
  const [reorderings, setReorderings] = useState(0)

  useEffect(() => {
    let isLive = false
    return startProjectFeed({
      client,
      socket,
      project,
      onState: (next) => {
        if (next.kind === 'live' && !isLive) setArrivals((count) => count + 1)
        isLive = next.kind === 'live'
        setState(next)
      },
      onChange: (change) => {
        if (mayReorderQueue(change)) setReorderings((count) => count + 1)
      },
    })
  }, [client, socket, project])

  return { state, arrivals, queueVersion: arrivals + reorderings }
}
