/** How the track diagram is looked at: it stands in the address, so that it can be shared and survives a reload. */
import type { Phase, Status } from '../api/board.ts'

/** A unit stands in the block of its phase; when it is done, in the one behind the last. */
export type Block = Phase | 'DONE'

export const GROUPINGS = ['status', 'chain', 'none'] as const
export const SORTINGS = ['urgency', 'priority', 'age', 'name'] as const
export const DENSITIES = ['rows', 'overview'] as const
export type Grouping = (typeof GROUPINGS)[number]
export type Sorting = (typeof SORTINGS)[number]
export type Density = (typeof DENSITIES)[number]

export interface View {
  readonly group: Grouping
  readonly sort: Sorting
  readonly density: Density
  /** Empty is all of them. */
  readonly statuses: readonly Status[]
  readonly blocks: readonly Block[]
  readonly search: string
  /** Groups that somebody has unfolded or folded, whatever they do by themselves. */
  readonly open: readonly string[]
  readonly shut: readonly string[]
}

export const BLOCK_ORDER: readonly Block[] = ['GOAL', 'PLAN', 'IMPLEMENT', 'REBASE', 'REVIEW', 'COMPLETE', 'DONE']
export const STATUS_ORDER: readonly Status[] = ['NEEDS_ATTENTION', 'RUNNING', 'READY', 'BLOCKED', 'DONE']

/** What cannot be understood is as if it were not there. */
export function parseView(params: URLSearchParams): View {
  return {
    group: oneOf(GROUPINGS, params.get('group')),
    sort: oneOf(SORTINGS, params.get('sort')),
    density: oneOf(DENSITIES, params.get('view')),
    statuses: someOf(STATUS_ORDER, params.get('status')),
    blocks: someOf(BLOCK_ORDER, params.get('block')),
    search: params.get('q') ?? '',
    open: words(params.get('open')),
    shut: words(params.get('shut')),
  }
}

/** The shortest address that says it: what is as usual is left out. */
export function writeView(view: View): URLSearchParams {
  const params = new URLSearchParams()
  const write = (name: string, value: string, usual = '') => {
    if (value !== usual) params.set(name, value)
  }
  write('group', view.group, GROUPINGS[0])
  write('sort', view.sort, SORTINGS[0])
  write('view', view.density, DENSITIES[0])
  write('status', view.statuses.join('.'))
  write('block', view.blocks.join('.'))
  write('q', view.search)
  write('open', view.open.join('.'))
  write('shut', view.shut.join('.'))
  return params
}

export function isFiltered({ statuses, blocks, search }: Pick<View, 'statuses' | 'blocks' | 'search'>): boolean {
  return statuses.length + blocks.length > 0 || search.trim() !== ''
}

/** With the value taken in, or out where it was in. */
export function toggled<Value>(values: readonly Value[], value: Value): Value[] {
  return values.includes(value) ? values.filter((each) => each !== value) : [...values, value]
}

function words(text: string | null): string[] {
  return text ? text.split('.') : []
}

function oneOf<Value extends string>(values: readonly [Value, ...Value[]], text: string | null): Value {
  return values.find((value) => value === text) ?? values[0]
}

function someOf<Value extends string>(values: readonly Value[], text: string | null): Value[] {
  const chosen = words(text)
  return values.filter((value) => chosen.includes(value))
}
