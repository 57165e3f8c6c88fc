/** Desktop notifications: whether they are wanted and to be had, and the last one that was shown. One state for the whole page. */
import { useSyncExternalStore } from 'react'

const PLACE = 'notify'

/** `impossible`: the browser has none for this page. `refused`: it was told not to show any. */
export type Notifying = 'impossible' | 'refused' | 'off' | 'on'

export interface News {
  readonly title: string
  readonly body: string
  /** Where a click leads to. */
  readonly address: string
}

const listeners = new Set<() => void>()
let lastTold: Date | null = null

export function useNotifying(): Notifying {
  return useSyncExternalStore(subscribe, notifying)
}

/** When the browser last showed one. */
export function useLastTold(): Date | null {
  return useSyncExternalStore(subscribe, () => lastTold)
}

/** Asks the browser, and so the person, where they have not decided yet. To be called by the press of a button. */
export async function turnOn(): Promise<void> {
  localStorage.setItem(PLACE, 'on')
  if (Notification.permission === 'default') await Notification.requestPermission()
  changed()
}

export function turnOff(): void {
  localStorage.removeItem(PLACE)
  changed()
}

/** Shows it where that is wanted, and nobody looks at the page. */
export function tell({ title, body, address }: News): void {
  if (notifying() !== 'on' || !document.hidden) return
  let notification: Notification
  try {
    notification = new Notification(title, { body, tag: address })
  } catch {
    // Chromium on Android has the class and refuses its use outside of a service worker.
    turnOff()
    return
  }
  notification.addEventListener('show', () => {
    lastTold = new Date()
    changed()
  })
  notification.addEventListener('click', () => {
    window.focus()
    window.location.hash = address
    notification.close()
  })
}

function notifying(): Notifying {
  if (!window.isSecureContext || !('Notification' in window)) return 'impossible'
  if (localStorage.getItem(PLACE) !== 'on') return 'off'
  return Notification.permission === 'granted' ? 'on' : 'refused'
}

function changed() {
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
