/** What a run says, for a component. Give the component the run as its `key`. */
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useProject } from '../api/project-context.ts'
import { nextFrame } from '../api/unit-store.ts'
import { useApi } from '../api/use-api.ts'
import { OutputFeed } from './output-feed.ts'
import type { OutputState } from './output-feed.ts'

export function useOutput(run: string): { readonly feed: OutputFeed; readonly state: OutputState } {
  const { direct, socket } = useApi()
  const { state: connection } = useProject()
  const [feed] = useState(() => new OutputFeed({ direct, socket, run, nextBeat: nextFrame }))
  const isLive = connection.kind === 'live'
  useEffect(() => feed.start(), [feed])
  useEffect(() => {
    if (isLive) feed.retry()
  }, [feed, isLive])
  return { feed, state: useSyncExternalStore(feed.subscribe, feed.state) }
}
