/** Where the operator is, from the address's fragment: every page is an address, and the server needs to know one file only. */
import { useSyncExternalStore } from 'react'

export interface Route {
  /** Null is "whichever project there is". */
  readonly project: string | null
  /** The unit's page; null is the board. */
  readonly chunk: string | null
}

/** `#/PROJECT` and `#/PROJECT/units/CHUNK`. Anything else is the board. */
export function parseRoute(hash: string): Route {
  const [, project, page, chunk] = hash.split('/').map(decode)
  return { project: project || null, chunk: page === 'units' && chunk ? chunk : null }
}

export function boardAddress(project: string): string {
  return `#/${encodeURIComponent(project)}`
}

export function unitAddress(project: string, chunk: string): string {
  return `${boardAddress(project)}/units/${encodeURIComponent(chunk)}`
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => window.location.hash))
}

function subscribe(listener: () => void) {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

/** An address that somebody typed may hold a stray per cent sign: then it is taken as it stands. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
