/** Reads work units, page by page. */
import { RefusedError } from './errors.ts'
import type { Session } from './session.ts'
import { ListUnits, PAGE_SIZE, type UnitFilter, type UnitRow } from './work-unit-operations.ts'

export interface UnitList {
  readonly units: readonly UnitRow[]
  /** A subscriber behind it misses nothing that happened since the units were read. */
  readonly cursor: string
}

/** All units that `filter` lets through. Throws NOT_FOUND for an unknown project. */
export async function listUnits(session: Session, project: string, filter: UnitFilter): Promise<UnitList> {
  const units: UnitRow[] = []
  let cursor: string | null = null
  let after: string | null = null
  for (;;) {
    const page: Awaited<ReturnType<typeof readPage>> = await readPage(session, project, filter, after)
    cursor ??= page.cursor
    units.push(...page.workUnits.nodes)
    if (!page.workUnits.pageInfo.hasNextPage) return { units, cursor }
    after = page.workUnits.pageInfo.endCursor
  }
}

async function readPage(session: Session, project: string, filter: UnitFilter, after: string | null) {
  const { project: found } = await session.request(ListUnits, { project, filter, first: PAGE_SIZE, after })
  return found ?? refuseProject(project)
}

export function refuseProject(project: string): never {
  throw new RefusedError('NOT_FOUND', `there is no project '${project}'. 'signalbox project list' shows those that there are.`)
}
