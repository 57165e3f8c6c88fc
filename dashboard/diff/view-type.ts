/** Unified or side by side: one choice for all diffs on the page, remembered by the browser. */
import { useSyncExternalStore } from 'react'
import type { ViewType } from 'react-diff-view'

const PLACE = 'diff-view'
const listeners = new Set<() => void>()

export function useViewType(): [ViewType, (view: ViewType) => void] {
  return [useSyncExternalStore(subscribe, remembered), remember]
}

function remember(view: ViewType) {
  localStorage.setItem(PLACE, view)
  for (const listener of listeners) listener()
}

function remembered(): ViewType {
  return localStorage.getItem(PLACE) === 'split' ? 'split' : 'unified'
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
