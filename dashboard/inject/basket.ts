/** What is going to be injected, as it is typed, pasted or chosen; and what the server is asked for. */
import type { VariablesOf } from 'gql.tada'
import type { Phase } from '../api/board.ts'
import type { InjectWorkUnits } from './queries.ts'

export type ChunkInput = VariablesOf<typeof InjectWorkUnits>['input']['workUnits'][number]

export interface Entry {
  readonly id: number
  readonly chunk: string
  readonly title: string
  readonly goal: string
  /** Null is "as the goal says". */
  readonly phase: Phase | null
  /** As it is typed; empty is "as the goal says". */
  readonly priority: string
  /** As it is typed; null is "as the goal says", and an empty text is "on nothing". */
  readonly dependsOn: string | null
  readonly held: boolean
  /** The file of the repository that it was taken from. */
  readonly path: string | null
}

export type NewEntry = Partial<Omit<Entry, 'id'>>

const EMPTY: Omit<Entry, 'id'> = {
  chunk: '',
  title: '',
  goal: '',
  phase: null,
  priority: '',
  dependsOn: null,
  held: false,
  path: null,
}

export function withAdded(entries: readonly Entry[], added: readonly NewEntry[]): Entry[] {
  const first = Math.max(0, ...entries.map(({ id }) => id)) + 1
  return [...entries, ...added.map((entry, index) => ({ ...EMPTY, ...entry, id: first + index }))]
}

/** Nothing has been said of it yet. */
export function isUntouched({ id: _, ...entry }: Entry): boolean {
  return JSON.stringify({ ...EMPTY, ...entry }) === JSON.stringify(EMPTY)
}

export interface Request {
  readonly workUnits: readonly ChunkInput[]
  /** Whose each of them is. */
  readonly ids: readonly number[]
  /** What cannot even be asked for: a priority that is no whole number. */
  readonly unreadable: Mark | null
}

export function requestOf(entries: readonly Entry[]): Request {
  const asked = entries.filter((entry) => !isUntouched(entry))
  const unreadable = asked.find(({ priority }) => !/^([-+]?\d+)?$/.test(priority.trim()))
  return {
    workUnits: asked.map(toInput),
    ids: asked.map(({ id }) => id),
    unreadable: unreadable ? { id: unreadable.id, part: 'priority' } : null,
  }
}

function toInput({ chunk, title, goal, phase, priority, dependsOn, held }: Entry): ChunkInput {
  return {
    chunk: chunk.trim(),
    ...(title.trim() !== '' && { title: title.trim() }),
    ...(goal.trim() !== '' && { goal }),
    ...(phase !== null && { phase }),
    ...(priority.trim() !== '' && { priority: Number(priority) }),
    ...(dependsOn !== null && { dependsOn: namesIn(dependsOn) }),
    ...(held && { held }),
  }
}

/** Names with commas or blanks between them. */
export function namesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((name) => name !== '')
}

export type Part = 'chunk' | 'title' | 'goal' | 'phase' | 'priority' | 'dependsOn' | 'held'

/** What a refusal is about: the entry, and the part of it where it says so. */
export interface Mark {
  readonly id: number
  readonly part: Part | null
}

const PARTS: readonly string[] = ['chunk', 'title', 'goal', 'phase', 'priority', 'dependsOn', 'held'] satisfies Part[]
/** `workUnits[2].dependsOn[0]`; what GraphQL itself refuses has its place in the sentence, as `"input.workUnits[2].priority"`. */
const PLACE = /workUnits\[(\d+)\](?:\.(\w+))?/

/** The entries that a refusal names: by its field, by its sentence, or by the circle that they stand on. */
export function marksOf(
  { problem, field }: { problem: string; field: string | null },
  { workUnits, ids }: Pick<Request, 'workUnits' | 'ids'>,
): Mark[] {
  const [, index, part] = PLACE.exec(field ?? '') ?? PLACE.exec(problem) ?? []
  if (index !== undefined) {
    const id = ids[Number(index)]
    return id === undefined ? [] : [{ id, part: isPart(part) ? part : null }]
  }
  const circle = /[a-z0-9_-]+(?: → [a-z0-9_-]+)+/.exec(problem)?.[0].split(' → ') ?? []
  return workUnits.flatMap(({ chunk }, at) => {
    const id = ids[at]
    return id !== undefined && circle.includes(chunk) ? [{ id, part: 'dependsOn' as const }] : []
  })
}

function isPart(part: string | undefined): part is Part {
  return part !== undefined && PARTS.includes(part)
}

/** What was kept by an earlier version of this page may be something else. */
export function readEntries(text: string): Entry[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return []
  }
  return Array.isArray(value) ? value.filter(isEntry) : []
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null || !('id' in value) || typeof value.id !== 'number') return false
  const kept = value as Record<string, unknown>
  return Object.entries(EMPTY).every(([name, empty]) =>
    empty === null ? kept[name] === null || typeof kept[name] === 'string' : typeof kept[name] === typeof empty,
  )
}
