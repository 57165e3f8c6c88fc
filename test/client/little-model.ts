/** The work units of one project and their change log, in memory, as schema.graphql tells of them. */
import { GraphQLError } from 'graphql'

const AT = '2026-11-22T12:00:00.000Z'

export interface Unit {
  [field: string]: unknown
  readonly id: string
  readonly chunk: string
  revision: number
}

interface Entry {
  readonly sequence: number
  readonly workUnitId: string
  readonly chunk: string
  readonly kind: 'CREATED' | 'UPDATED' | 'DELETED'
  readonly [field: string]: unknown
}

export function connection(nodes: readonly unknown[], first = nodes.length, after?: string | null) {
  const start = after ? Number(after) : 0
  const page = nodes.slice(start, start + first)
  const pageInfo = { hasNextPage: start + first < nodes.length, hasPreviousPage: start > 0, endCursor: String(start + page.length) }
  return { nodes: page, edges: [], pageInfo, totalCount: nodes.length }
}

/** What a unit is where a test does not say otherwise. */
const BLANK = {
  phase: 'IMPLEMENT',
  status: 'READY',
  held: false,
  priority: 0,
  reviewRound: 0,
  statusSince: AT,
  createdAt: AT,
  updatedAt: AT,
  goal: null,
  dependsOn: [],
  blockedBy: [],
  dependents: [],
  attention: [],
  codePaths: [],
  codeReferences: [],
  conflicts: [],
  usage: {},
  runs: connection([]),
  changes: connection([]),
}

/** The work units of one project, `demo`, and their change log. */
export class Model {
  readonly units = new Map<string, Unit>()
  readonly log: Entry[] = []
  readonly attention: Record<string, unknown>[] = []
  readonly output: Record<string, unknown>[] = []
  readonly project: Record<string, unknown> = {
    id: 'P1',
    key: 'demo',
    repositoryPath: '/srv/demo',
    baseBranch: 'main',
    maxAgents: 3,
    paused: false,
  }
  /** Why `runOutput` is refused. */
  outputProblem: string | null = null
  /** Whether the run may say more than `output`. */
  isTalking = false
  /** Cursors up to this sequence are expired. */
  forgotten = 0
  /** The cursors that subscribers have named. */
  readonly resumedAfter: (string | null | undefined)[] = []
  /** The code with which each of the next subscriptions is refused. */
  readonly refusals: string[] = []
  /** The cursor of a snapshot is so many changes older than its rows. */
  lag = 0
  readonly #listeners = new Set<(entries: readonly Entry[]) => void>()
  #withheld = false

  get sequence(): number {
    return this.log.length
  }

  create(chunk: string, fields: Record<string, unknown> = {}): Unit {
    const unit: Unit = {
      ...BLANK,
      id: `U-${chunk}`,
      chunk,
      title: `Title of ${chunk}`,
      revision: 1,
      ...fields,
    }
    this.units.set(unit.id, unit)
    this.#append('CREATED', unit, Object.keys(fields), 'injected')
    return unit
  }

  update(chunk: string, fields: Record<string, unknown>, reason = 'changed by a test'): Unit {
    const before = this.unit(chunk)
    const unit = { ...before, ...fields, revision: before.revision + 1 }
    this.units.set(unit.id, unit)
    this.#append('UPDATED', unit, Object.keys(fields), reason)
    return unit
  }

  delete(chunk: string) {
    const unit = this.unit(chunk)
    this.units.delete(unit.id)
    for (let i = this.attention.length - 1; i >= 0; i -= 1) {
      if ((this.attention[i]?.['workUnit'] as Unit | undefined)?.id === unit.id) this.attention.splice(i, 1)
    }
    this.#append('DELETED', { ...unit, revision: unit.revision + 1 }, [], 'deleted')
  }

  unit(chunk: string): Unit {
    const unit = this.units.get(`U-${chunk}`)
    if (!unit) throw new Error(`no unit ${chunk}`)
    return unit
  }

  /** Sends an entry of the log again, as no right server does. */
  repeat(sequence: number) {
    const entry = this.log[sequence - 1]
    if (entry) this.#tell([entry])
  }

  /** Every entry after the cursor, from the moment of the call on. */
  follow(after: string | null | undefined, chunks: readonly string[] | null): AsyncIterableIterator<{ workUnitUpdated: Entry }> {
    this.resumedAfter.push(after)
    const code = this.refusals.shift()
    if (code !== undefined) throw new GraphQLError('It is refused by a test.', { extensions: { code } })
    const start = after ? Number(after.replace('c', '')) : this.sequence
    if (start < this.forgotten) throw new GraphQLError('That cursor has expired.', { extensions: { code: 'CURSOR_EXPIRED' } })
    const isWanted = ({ chunk }: Entry) => chunks === null || chunks.includes(chunk)
    const pending = this.log.slice(start).filter(isWanted)
    let waiting: ((result: IteratorResult<{ workUnitUpdated: Entry }>) => void) | null = null
    const deliver = () => {
      const entry = waiting && !this.#withheld ? pending.shift() : undefined
      if (!entry) return
      waiting?.({ value: { workUnitUpdated: entry }, done: false })
      waiting = null
    }
    const listener = (entries: readonly Entry[]) => {
      pending.push(...entries.filter(isWanted))
      deliver()
    }
    this.#listeners.add(listener)
    return {
      [Symbol.asyncIterator]() {
        return this
      },
      next: () =>
        new Promise((resolve) => {
          waiting = resolve
          deliver()
        }),
      return: () => {
        this.#listeners.delete(listener)
        waiting?.({ value: undefined, done: true })
        return Promise.resolve({ value: undefined, done: true })
      },
    }
  }

  /** Keeps back what subscribers would get, as a server does that is slow to replay, until `release`. */
  withhold() {
    this.#withheld = true
  }

  release() {
    this.#withheld = false
    this.#tell([])
  }

  #tell(entries: readonly Entry[]) {
    for (const listener of this.#listeners) listener(entries)
  }

  #append(kind: Entry['kind'], unit: Unit, changedFields: string[], reason: string) {
    const sequence = this.log.length + 1
    const facts = { cursor: `c${sequence}`, sequence, revision: unit.revision, kind, workUnitId: unit.id, chunk: unit.chunk }
    const state = kind === 'DELETED' ? null : unit
    const entry = { ...facts, workUnit: state, changedFields, actor: 'test', reason, at: AT, status: unit['status'], phase: unit['phase'] }
    this.log.push(entry)
    this.#tell([entry])
  }
}
