/** The arranged units of a project, followed at an adaptive beat: a list of 10,000 is not sorted again with every frame. */
import { useMemo, useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'
import type { UnitStore } from '../api/unit-store.ts'
import { AdaptiveBeat } from './adaptive-beat.ts'
import { arrange } from './arrange.ts'
import type { Arranged } from './arrange.ts'
import type { View } from './view.ts'

/** What is arranged lags behind the store, which the rows themselves read. */
export function useArranged(units: UnitStore, view: View): Arranged {
  const lagging = useMemo(() => behind(units), [units])
  const cards = useSyncExternalStore(lagging.subscribe, lagging.all)
  const { group, sort, statuses, blocks, search, open, shut } = view
  return useMemo(
    () => arrange(cards, { group, sort, statuses, blocks, search, open, shut }),
    [cards, group, sort, statuses, blocks, search, open, shut],
  )
}

function behind(units: UnitStore) {
  let cards = units.all()
  return {
    all: () => cards,
    subscribe: (listener: () => void) => {
      const beat = new AdaptiveBeat(() => {
        cards = units.all()
        // At once, so that what is measured is the whole cost, with what it draws.
        flushSync(listener)
      })
      cards = units.all()
      const end = units.subscribe(beat.want)
      return () => {
        end()
        beat.stop()
      }
    },
  }
}
