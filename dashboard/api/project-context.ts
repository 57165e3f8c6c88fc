/** The project that is shown, for the pages below: its units, how far they can be trusted, and what needs a person. */
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'
import type { ResultOf } from 'gql.tada'
import type { CombinedError } from 'urql'
import type { LiveState } from '../../src/client/follow-project.ts'
import type { Item } from './attention-queue.ts'
import type { Card, ProjectHead, Status } from './board.ts'
import type { UnitStore } from './unit-store.ts'

export interface Project {
  readonly key: string
  readonly units: UnitStore
  /** It is another one where it is no longer live, or live again; up to which change it is live is `useSequence`. */
  readonly state: LiveState
  /** How often the picture has become live: what the feed does not carry is read again then, for it may have failed or changed meanwhile. */
  readonly arrivals: number
  /** Its settings; undefined until they are read. */
  readonly settings: NonNullable<ResultOf<typeof ProjectHead>['project']> | undefined
  /** What needs a person, ranked by the server. */
  readonly queue: readonly Item[]
  /** Why the newest queue could not be read; the one that was read before is shown. */
  readonly queueError: CombinedError | undefined
}

export const ProjectContext = createContext<Project | null>(null)

export function useProject(): Project {
  const project = useContext(ProjectContext)
  if (!project) throw new Error('useProject is for components below <ProjectContext>.')
  return project
}

/** All units, anew with every beat in which one changed. */
export function useUnits(): readonly Card[] {
  const { units } = useProject()
  return useSyncExternalStore(units.subscribe, units.all)
}

/** How many units stand at each signal. */
export function useCounts(): ReadonlyMap<Status, number> {
  const { units } = useProject()
  return useSyncExternalStore(units.subscribe, units.counts)
}

/** The change up to which the picture was live last; null before it is known. */
export function useSequence(): number | null {
  const { units } = useProject()
  return useSyncExternalStore(units.subscribe, units.sequence)
}

/** One unit; the same object until it changes, and undefined where there is none. */
export function useUnit(chunk: string): Card | undefined {
  const { units } = useProject()
  return useSyncExternalStore(
    units.subscribe,
    useCallback(() => units.byChunk(chunk), [units, chunk]),
  )
}
