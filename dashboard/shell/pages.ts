/** The pages of a project: their places in the navigation, their keys, and where their code is. Each is loaded when it is opened. */
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

export const PAGE_CODE: Record<PageName, ComponentType> = {
  track: lazy(() => import('../track/track-page.tsx')),
  attention: lazy(() => import('../attention/attention-page.tsx')),
  graph: lazy(() => import('../graph/graph-page.tsx')),
  works: lazy(() => import('../works/works-page.tsx')),
  inject: lazy(() => import('../inject/inject-page.tsx')),
  settings: lazy(() => import('../projects/settings-page.tsx')),
  units: lazy(() => import('../unit/unit-page.tsx')),
  projects: lazy(() => import('../projects/projects-page.tsx')),
}
