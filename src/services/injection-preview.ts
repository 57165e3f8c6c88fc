/** What an injection would make, without making it: its decision and the consequences of it are those of the injection itself. */
import type { Phase } from '../domain/phase.ts'
import type { WorkUnit, WorkUnitStatus } from '../domain/work-unit.ts'
import type { Services } from './context.ts'
import { decideInjection, type InjectWorkUnitsInput } from './injection.ts'
import { predictConflicts, type PredictedConflicts } from './predicted-conflict.ts'

export interface PreviewedUnit {
  readonly chunk: string
  readonly title: string
  readonly phase: Phase
  /** READY or BLOCKED. */
  readonly status: WorkUnitStatus
  readonly priority: number
  readonly held: boolean
  /** Chunks, the oldest first. */
  readonly dependsOn: readonly string[]
}

export interface InjectionPreview extends PredictedConflicts {
  /** In the order in which they would be created. */
  readonly workUnits: readonly PreviewedUnit[]
}

/** Throws what `injectWorkUnits` would throw. */
export async function previewInjection(services: Services, input: InjectWorkUnitsInput): Promise<InjectionPreview> {
  const drafts = await services.store.consider(input.project, decideInjection(services, input))
  const fresh = drafts.flatMap(({ before, after }) => (before === null && after !== null ? [after] : []))
  // What is depended on changes too: it has a dependent more. So it is among the drafts.
  const known = drafts.flatMap(({ before, after }) => (before !== null && after !== null ? [after] : []))
  const byAge = [...known.toSorted((a, b) => a.ordinal - b.ordinal), ...fresh]
  return { workUnits: fresh.map((unit) => toPreview(unit, byAge)), ...(await predictConflicts(services.store.read, fresh)) }
}

function toPreview({ chunk, title, phase, status, priority, held, dependsOn }: WorkUnit, byAge: readonly WorkUnit[]): PreviewedUnit {
  const awaited = new Set(dependsOn)
  const names = awaited.size === 0 ? [] : byAge.filter(({ id }) => awaited.has(id)).map((unit) => unit.chunk)
  return { chunk, title, phase, status, priority, held, dependsOn: names }
}
