/**
 * The work units of a plain GraphQL server, in memory: what an application keeps that publishes each change by itself, beside the write.
 * It has the shapes of `schema.graphql`, but no dependencies, phases, runs or attention. With a file it remembers each change, so that it
 * can be killed and started again.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { GraphQLError } from 'graphql'

export interface Unit {
  readonly id: string
  readonly project: string
  readonly chunk: string
  readonly title: string
  readonly goal: string | null
  readonly phase: string
  readonly status: string
  readonly statusSince: string
  readonly held: boolean
  readonly priority: number
  readonly revision: number
  readonly reviewRound: number
  readonly codePaths: readonly string[]
  readonly usage: object
  readonly createdAt: string
  readonly updatedAt: string
  readonly dependsOn: readonly Unit[]
  readonly blockedBy: readonly Unit[]
  readonly attention: readonly object[]
}

/** A WorkUnitUpdated, as it is handed to the subscribers. */
export interface Update {
  readonly project: string
  readonly cursor: string
  readonly sequence: number
  readonly revision: number
  readonly kind: 'CREATED' | 'UPDATED' | 'DELETED'
  readonly workUnitId: string
  readonly chunk: string
  readonly workUnit: Unit | null
  readonly previousStatus: string | null
  readonly previousPhase: string | null
  readonly changedFields: readonly string[]
  readonly actor: string
  readonly reason: string
  readonly at: string
}

export interface NewUnit {
  readonly chunk: string
  readonly title?: string | null
  readonly goal?: string | null
  readonly phase?: string | null
  readonly priority?: number | null
  readonly held?: boolean | null
}

export type Settings = Partial<Pick<Unit, 'priority' | 'held'>>

interface Project {
  sequence: number
  readonly units: Map<string, Unit>
}

/** A line of the file. */
type Entry = { readonly project: string; readonly update?: Update }

export class PlainModel {
  readonly #projects = new Map<string, Project>()
  readonly #file: string | null
  readonly #publish: (update: Update) => void

  /** `publish` hears of each change when it is written. */
  constructor(file: string | null, publish: (update: Update) => void) {
    this.#file = file
    this.#publish = publish
    if (file === null || !existsSync(file)) return
    for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) this.#apply(JSON.parse(line) as Entry)
  }

  has(project: string): boolean {
    return this.#projects.has(project)
  }

  sequence(project: string): number {
    return this.#project(project).sequence
  }

  /** In the order of their creation. */
  units(project: string): Unit[] {
    return [...this.#project(project).units.values()]
  }

  unit(project: string, chunk: string): Unit | null {
    return this.#project(project).units.get(chunk) ?? null
  }

  createProject(key: string): void {
    if (this.has(key)) throw refusal('DUPLICATE_PROJECT', `There is a project '${key}' already.`)
    this.#write({ project: key })
  }

  /** All in one turn of the event loop. */
  inject(project: string, units: readonly NewUnit[]): Unit[] {
    return units.map((unit) => {
      if (this.unit(project, unit.chunk)) throw refusal('DUPLICATE_CHUNK', `There is a chunk '${unit.chunk}' already.`)
      return this.#change(project, 'CREATED', newUnit(project, unit, new Date().toISOString()), 'injected')
    })
  }

  update(project: string, chunk: string, settings: Settings, reason: string): Unit {
    return this.#change(project, 'UPDATED', { ...this.#existing(project, chunk), ...settings }, reason, Object.keys(settings))
  }

  delete(project: string, chunk: string): Unit {
    return this.#change(project, 'DELETED', this.#existing(project, chunk), 'deleted')
  }

  #project(key: string): Project {
    const project = this.#projects.get(key)
    if (!project) throw refusal('NOT_FOUND', `There is no project '${key}'.`)
    return project
  }

  #existing(project: string, chunk: string): Unit {
    const unit = this.unit(project, chunk)
    if (!unit) throw refusal('NOT_FOUND', `There is no chunk '${chunk}' in project '${project}'.`)
    return unit
  }

  #change(project: string, kind: Update['kind'], to: Unit, reason: string, changedFields: readonly string[] = []): Unit {
    const at = new Date().toISOString()
    const unit = { ...to, revision: to.revision + 1, updatedAt: at }
    const sequence = this.sequence(project) + 1
    const update: Update = {
      project,
      cursor: cursorAt(project, sequence),
      sequence,
      revision: unit.revision,
      kind,
      workUnitId: unit.id,
      chunk: unit.chunk,
      workUnit: kind === 'DELETED' ? null : unit,
      previousStatus: kind === 'CREATED' ? null : to.status,
      previousPhase: kind === 'CREATED' ? null : to.phase,
      changedFields,
      actor: 'owner',
      reason,
      at,
    }
    this.#write({ project, update })
    this.#publish(update)
    return unit
  }

  #write(entry: Entry): void {
    if (this.#file !== null) appendFileSync(this.#file, `${JSON.stringify(entry)}\n`)
    this.#apply(entry)
  }

  #apply({ project: key, update }: Entry): void {
    const project = this.#projects.get(key) ?? { sequence: 0, units: new Map<string, Unit>() }
    this.#projects.set(key, project)
    if (!update) return
    project.sequence = update.sequence
    if (update.workUnit === null) project.units.delete(update.chunk)
    else project.units.set(update.chunk, update.workUnit)
  }
}

export function cursorAt(project: string, sequence: number): string {
  return Buffer.from(`${project}:${sequence}`).toString('base64url')
}

function newUnit(project: string, { chunk, ...given }: NewUnit, at: string): Unit {
  return {
    id: Buffer.from(`WorkUnit:${project}:${chunk}`).toString('base64url'),
    project,
    chunk,
    title: given.title ?? chunk,
    goal: given.goal ?? null,
    phase: given.phase ?? 'PLAN',
    status: 'READY',
    statusSince: at,
    held: given.held ?? false,
    priority: given.priority ?? 0,
    revision: 0,
    reviewRound: 0,
    codePaths: [],
    usage: {},
    createdAt: at,
    updatedAt: at,
    dependsOn: [],
    blockedBy: [],
    attention: [],
  }
}

function refusal(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } })
}
