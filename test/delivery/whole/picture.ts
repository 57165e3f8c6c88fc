/** What a client of a project knows, and what the database says: the same fields of all units. */
import { ask, type Place } from '../../system/world.ts'

const UNIT = `id revision chunk title goal phase status statusSince held priority attentionReason notBefore createdAt updatedAt
  attention { id kind prompt blockedCount } dependsOn { chunk } blockedBy { chunk } dependents { chunk }`

export const SUBSCRIPTION = `subscription ($project: String!, $after: Cursor) {
  workUnitUpdated(project: $project, after: $after) { cursor sequence revision kind workUnitId workUnit { ${UNIT} } }
}`

const SNAPSHOT = `query ($project: String!) {
  project(key: $project) { cursor sequence }
  workUnits(project: $project, first: 500) { nodes { ${UNIT} } }
}`

interface Unit {
  readonly id: string
  readonly revision: number
}

export interface Update {
  readonly cursor: string
  readonly sequence: number
  readonly revision: number
  readonly kind: 'CREATED' | 'UPDATED' | 'DELETED'
  readonly workUnitId: string
  readonly workUnit: Unit | null
}

export interface Picture {
  cursor: string
  sequence: number
  readonly units: Map<string, Unit>
}

export async function takePicture(place: Place, project: string): Promise<Picture> {
  const answer = await ask<{ project: { cursor: string; sequence: number }; workUnits: { nodes: Unit[] } }>(place, SNAPSHOT, { project })
  return { ...answer.project, units: new Map(answer.workUnits.nodes.map((unit) => [unit.id, unit])) }
}

export async function readHead(place: Place, project: string): Promise<{ cursor: string; sequence: number }> {
  const answer = await ask<{ project: { cursor: string; sequence: number } }>(
    place,
    'query ($project: String!) { project(key: $project) { cursor sequence } }',
    { project },
  )
  return answer.project
}

/** Puts a change that is new into the picture. Answers with what is wrong with it, in words. */
export function paint(picture: Picture, { cursor, sequence, revision, kind, workUnitId, workUnit }: Update): string[] {
  const known = picture.units.get(workUnitId)?.revision
  const isCreated = kind === 'CREATED'
  const isDeleted = kind === 'DELETED'
  picture.cursor = cursor
  picture.sequence = sequence
  if (workUnit) picture.units.set(workUnitId, workUnit)
  else picture.units.delete(workUnitId)
  return [
    ...(known === undefined || revision === known + 1 ? [] : [`${sequence}: revision ${revision} after ${known}`]),
    ...(isCreated === (revision === 1) ? [] : [`${sequence}: ${kind} with revision ${revision}`]),
    ...(isDeleted === (workUnit === null) ? [] : [`${sequence}: ${kind} with${workUnit ? '' : 'out'} a unit`]),
    ...(workUnit === null || (workUnit.id === workUnitId && workUnit.revision === revision)
      ? []
      : [`${sequence}: the unit is another one`]),
  ]
}
