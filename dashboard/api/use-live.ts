/** Keeps a project live while a component is mounted, and tells how live it is. Give the component the project as its `key`. */
import { useEffect, useState } from 'react'
import { useClient } from 'urql'
import type { LiveState } from './live.ts'
import { mayReorderQueue, startProjectFeed } from './project-feed.ts'
import { useSocket } from './use-socket.ts'

export interface Live {
  readonly state: LiveState
  /** Grows with every change after which the attention queue may be another: who ranks it is the server. */
  readonly queueVersion: number
}

export function useLive(project: string): Live {
  const client = useClient()
  const socket = useSocket()
  const [state, setState] = useState<LiveState>({ kind: 'starting' })
  const [queueVersion, setQueueVersion] = useState(0)

  useEffect(() => {
    return startProjectFeed({
      client,
      socket,
      project,
      onState: setState,
      onChange: (change) => {
        if (mayReorderQueue(change)) setQueueVersion((version) => version + 1)
      },
    })
  }, [client, socket, project])

  return { state, queueVersion }
}
