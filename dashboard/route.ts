/** Where the operator is, from the address's fragment: every page is an address, and the server needs to know one file only. */
import { useMemo, useSyncExternalStore } from 'react'

/** The pages of a project by the word in their address; `units` is that of one unit. `projects` belongs to none. */
export type PageName = 'track' | 'attention' | 'graph' | 'works' | 'inject' | 'settings' | 'units' | 'projects'

export interface Route {
  /** Null is "whichever project there is". */
  readonly project: string | null
  readonly page: PageName
  /** The unit's page. */
  readonly chunk: string | null
  /** How the page is looked at, as in `?status=READY`. */
  readonly view: URLSearchParams
}

const PROJECT_PAGES: readonly string[] = ['attention', 'graph', 'works', 'inject', 'settings'] satisfies PageName[]
/** No project has this key. */
const NO_PROJECT = '-'

/** `#/PROJECT`, `#/PROJECT/PAGE`, `#/PROJECT/units/CHUNK`, `#/-/projects`. Anything else is the track diagram. */
export function parseRoute(hash: string): Route {
  const [path, query] = split(hash, '?')
  const [, first, word = '', name] = path.split('/').map(decode)
  const view = new URLSearchParams(query)
  if (first === NO_PROJECT) return { project: null, page: 'projects', chunk: null, view }
  const project = first || null
  if (word === 'units' && name) return { project, page: 'units', chunk: name, view }
  return { project, page: isProjectPage(word) ? word : 'track', chunk: null, view }
}

export function pageAddress(project: string, page: Exclude<PageName, 'units' | 'projects'>): string {
  return `#/${encodeURIComponent(project)}${page === 'track' ? '' : `/${page}`}`
}

export function unitAddress(project: string, chunk: string): string {
  return `${pageAddress(project, 'track')}/units/${encodeURIComponent(chunk)}`
}

export const PROJECTS_ADDRESS = `#/${NO_PROJECT}/projects`

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash)
  return useMemo(() => parseRoute(hash), [hash])
}

/** Changes how the page is looked at, in its address and without an entry in the browser's history. */
export function replaceView(view: URLSearchParams): void {
  const [path] = split(window.location.hash, '?')
  const query = view.toString()
  window.history.replaceState(null, '', `${path === '' ? '#/' : path}${query === '' ? '' : `?${query}`}`)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

/** Changes parts of how the page is looked at, and leaves the others; null takes one out. */
export function changeView(changes: Readonly<Record<string, string | null>>): void {
  const { view } = parseRoute(window.location.hash)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) view.delete(name)
    else view.set(name, value)
  }
  replaceView(view)
}

function subscribe(listener: () => void) {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

function isProjectPage(word: string): word is PageName {
  return PROJECT_PAGES.includes(word)
}

function split(text: string, mark: string): [string, string] {
  const index = text.indexOf(mark)
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)]
}

/** An address that somebody typed may hold a stray per cent sign: then it is taken as it stands. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
