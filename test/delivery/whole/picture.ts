/** What a client of a project knows, and what the database says: the same fields of all units. */
import { countWaitingBehind } from '../../../src/domain/attention.ts'
import { ask, type Place } from '../../system/world.ts'

const UNIT = `id revision chunk title goal phase status statusSince held priority attentionReason notBefore createdAt updatedAt
  attention { id kind prompt } dependsOn { chunk } blockedBy { chunk } dependents { chunk }`

export const SUBSCRIPTION = `subscription ($project: String!, $after: Cursor) {
  workUnitUpdated(project: $project, after: $after) { cursor sequence revision kind workUnitId workUnit { ${UNIT} } }
}`

const SNAPSHOT = `query ($project: String!) {
  project(key: $project) { cursor sequence }
  workUnits(project: $project, first: 500) { nodes { ${UNIT} } }
  attentionQueue(project: $project) { workUnit { id } blockedCount }
}`

interface Unit {
  readonly id: string
  readonly revision: number
  readonly chunk: string
  readonly status: string
  readonly attention: readonly unknown[]
  readonly dependents: readonly { readonly chunk: string }[]
}

interface Queued {
  readonly workUnit: { readonly id: string }
  readonly blockedCount: number
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

/** How much work the server says waits behind each unit that needs attention. */
export type Queue = ReadonlyMap<string, number>

export async function takePicture(place: Place, project: string): Promise<Picture & { readonly queue: Queue }> {
  const answer = await ask<{
    project: { cursor: string; sequence: number }
    workUnits: { nodes: Unit[] }
    attentionQueue: Queued[]
  }>(place, SNAPSHOT, { project })
  return {
    ...answer.project,
    units: new Map(answer.workUnits.nodes.map((unit) => [unit.id, unit])),
    queue: new Map(answer.attentionQueue.map(({ workUnit, blockedCount }) => [workUnit.id, blockedCount])),
  }
}

/** The same, told from a picture: it says something of other units, and so is no state of the one that needs attention. */
export function queueIn({ units }: Picture): Queue {
  const ids = new Map([...units.values()].map(({ chunk, id }) => [chunk, id]))
  const isOpen = (id: string): boolean => units.get(id)?.status !== 'DONE'
  const waiting = new Map(
    [...units.values()].map(({ id, dependents }) => [id, dependents.flatMap(({ chunk }) => ids.get(chunk) ?? []).filter(isOpen)]),
  )
  const needy = [...units.values()].filter(({ attention }) => attention.length > 0).map(({ id }) => id)
  return countWaitingBehind(needy, waiting)
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
