/** The pages of a project: their places in the navigation, their keys, and where their code is, which is not in the first load. */
import { lazy } from 'react'
import type { ComponentType } from 'react'
import { BellDot, CirclePlus, Gauge, GitFork, Settings, TrainTrack } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { shell } from '../english/shell.ts'
import type { PageName } from '../route.ts'

export type ProjectPage = Exclude<PageName, 'projects' | 'units'>

interface PageEntry {
  readonly name: ProjectPage
  readonly title: string
  /** Typed one after the other. */
  readonly keys: string
  readonly icon: LucideIcon
}

export const PAGES: readonly PageEntry[] = [
  { name: 'track', title: shell.track, keys: 'g t', icon: TrainTrack },
  { name: 'attention', title: shell.attention, keys: 'g a', icon: BellDot },
  { name: 'graph', title: shell.graph, keys: 'g d', icon: GitFork },
  { name: 'works', title: shell.works, keys: 'g w', icon: Gauge },
  { name: 'inject', title: shell.inject, keys: 'g i', icon: CirclePlus },
  { name: 'settings', title: shell.settings, keys: 'g s', icon: Settings },
]

const LOADS: Record<PageName, () => Promise<{ default: ComponentType }>> = {
  track: () => import('../track/track-page.tsx'),
  attention: () => import('../attention/attention-page.tsx'),
  graph: () => import('../graph/graph-page.tsx'),
  works: () => import('../works/works-page.tsx'),
  inject: () => import('../inject/inject-page.tsx'),
  settings: () => import('../projects/settings-page.tsx'),
  units: () => import('../unit/unit-page.tsx'),
  projects: () => import('../projects/projects-page.tsx'),
}

export const PAGE_CODE: Record<PageName, ComponentType> = {
  track: lazy(LOADS.track),
  attention: lazy(LOADS.attention),
  graph: lazy(LOADS.graph),
  works: lazy(LOADS.works),
  inject: lazy(LOADS.inject),
  settings: lazy(LOADS.settings),
  units: lazy(LOADS.units),
  projects: lazy(LOADS.projects),
}

/** Loads what is not loaded yet, so that every page can be opened while the server is away. What fails is loaded when it is opened. */
export async function loadEveryPage(): Promise<void> {
  await Promise.allSettled(Object.values(LOADS).map((load) => load()))
}
