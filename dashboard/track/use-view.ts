/** How the diagram is looked at, from the address, and the ways to change that. */
import { useEffect, useMemo, useRef } from 'react'
import type { Status } from '../api/board.ts'
import { pageAddress, parseRoute, replaceView, useRoute } from '../route.ts'
import type { Group } from './arrange.ts'
import { GROUPINGS, parseView, toggled, writeView } from './view.ts'
import type { Block, View } from './view.ts'

export interface ViewChanges {
  readonly change: (part: Partial<View>) => void
  readonly clear: () => void
  readonly toggleStatus: (status: Status) => void
  readonly toggleBlock: (block: Block) => void
  readonly toggleDensity: () => void
  readonly nextGrouping: () => void
  readonly fold: (group: Group) => void
}

/** The changes stay the same ones: what is drawn with them is not drawn anew for them. */
export function useView(project: string): [View, ViewChanges] {
  const { view: params } = useRoute()
  const view = useMemo(() => parseView(params), [params])
  const newest = useRef(view)
  useEffect(() => {
    newest.current = view
  })
  const changes = useMemo(() => {
    const change = (part: Partial<View>) => {
      // An address that names no project would show another one to whom it is sent.
      if (parseRoute(window.location.hash).project === null) window.history.replaceState(null, '', pageAddress(project, 'track'))
      replaceView(writeView({ ...newest.current, ...part }))
    }
    return {
      change,
      clear: () => change({ statuses: [], blocks: [], search: '' }),
      toggleStatus: (status: Status) => change({ statuses: toggled(newest.current.statuses, status) }),
      toggleBlock: (block: Block) => change({ blocks: toggled(newest.current.blocks, block) }),
      toggleDensity: () => change({ density: newest.current.density === 'rows' ? 'overview' : 'rows' }),
      nextGrouping: () => {
        const next = (GROUPINGS.indexOf(newest.current.group) + 1) % GROUPINGS.length
        change({ group: GROUPINGS[next] ?? GROUPINGS[0], open: [], shut: [] })
      },
      fold: ({ id, isFolded }: Group) => {
        const open = newest.current.open.filter((each) => each !== id)
        const shut = newest.current.shut.filter((each) => each !== id)
        change(isFolded ? { open: [...open, id], shut } : { open, shut: [...shut, id] })
      },
    }
  }, [project])
  return [view, changes]
}
