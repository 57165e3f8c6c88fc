/** Which units are shown, in which groups and in which order. Pure: computed anew from all units at an adaptive beat (adaptive-beat.ts). */
import type { Card, Status } from '../api/board.ts'
import { namedLike } from '../api/find-units.ts'
import { chainsOf } from './chains.ts'
import type { Chain } from './chains.ts'
import { blockOf } from './place.ts'
import { isFiltered, STATUS_ORDER } from './view.ts'
import type { Block, Sorting, View } from './view.ts'

export interface Group {
  readonly id: string
  /** A status; a chain; the units that belong to no chain; or all units, without a heading. */
  readonly kind: 'status' | 'chain' | 'single' | 'all'
  readonly status: Status | null
  readonly cards: readonly Card[]
  /** How deep each of them is in its chain; null where there are none. */
  readonly depths: readonly number[] | null
  readonly isFolded: boolean
}

export interface Arranged {
  readonly groups: readonly Group[]
  /** How many units would be shown with that status or block alone: by all that is chosen besides. */
  readonly statusCounts: ReadonlyMap<Status, number>
  readonly blockCounts: ReadonlyMap<Block, number>
  /** The blocks in which any unit stands, whatever is chosen. */
  readonly standing: ReadonlySet<Block>
  readonly shown: number
  readonly all: number
}

/** Done units beyond that many fold themselves away. */
const MOST_DONE = 12

type ArrangedBy = Omit<View, 'density'>

export function arrange(cards: readonly Card[], view: ArrangedBy): Arranged {
  const { kept, ...counted } = filter(cards, view)
  const sorted = kept.toSorted(COMPARE[view.sort])
  return { groups: groupsOf(sorted, view), ...counted, shown: sorted.length, all: cards.length }
}

function filter(cards: readonly Card[], { statuses, blocks, search }: ArrangedBy) {
  const isLike = namedLike(search)
  const [ofStatus, ofBlock] = [new Set(statuses), new Set(blocks)]
  const statusCounts = new Map<Status, number>()
  const blockCounts = new Map<Block, number>()
  const standing = new Set<Block>()
  const kept: Card[] = []
  for (const card of cards) {
    const block = blockOf(card)
    standing.add(block)
    if (!isLike(card)) continue
    const hasStatus = ofStatus.size === 0 || ofStatus.has(card.status)
    const hasBlock = ofBlock.size === 0 || ofBlock.has(block)
    if (hasBlock) statusCounts.set(card.status, (statusCounts.get(card.status) ?? 0) + 1)
    if (hasStatus) blockCounts.set(block, (blockCounts.get(block) ?? 0) + 1)
    if (hasStatus && hasBlock) kept.push(card)
  }
  return { kept, statusCounts, blockCounts, standing }
}

const URGENCY = Object.fromEntries(STATUS_ORDER.map((status, rank) => [status, rank])) as Record<Status, number>

type Compare = (one: Card, other: Card) => number
/** Times of the server are all written alike, so their texts are in their order. */
const earlier = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
const byAge: Compare = (one, other) => earlier(one.createdAt, other.createdAt) || earlier(one.chunk, other.chunk)

const COMPARE: Record<Sorting, Compare> = {
  urgency: (one, other) =>
    URGENCY[one.status] - URGENCY[other.status] ||
    (one.status === 'DONE' ? earlier(other.statusSince, one.statusSince) : other.priority - one.priority) ||
    earlier(one.statusSince, other.statusSince) ||
    byAge(one, other),
  priority: (one, other) => other.priority - one.priority || byAge(one, other),
  age: byAge,
  name: (one, other) => earlier(one.chunk, other.chunk),
}

function groupsOf(cards: readonly Card[], view: ArrangedBy): Group[] {
  const group = (id: string, parts: Omit<Group, 'id' | 'isFolded'>, foldsItself = false): Group => {
    const isFolded = view.shut.includes(id) || (foldsItself && !isFiltered(view) && !view.open.includes(id))
    return { id, ...parts, isFolded }
  }
  if (cards.length === 0) return []
  if (view.group === 'none') return [group('all', { kind: 'all', status: null, cards, depths: null })]
  if (view.group === 'status') {
    const byStatus = new Map<Status, Card[]>(STATUS_ORDER.map((status) => [status, []]))
    for (const card of cards) byStatus.get(card.status)?.push(card)
    return STATUS_ORDER.flatMap((status) => {
      const own = byStatus.get(status) ?? []
      const parts = { kind: 'status', status, cards: own, depths: null } as const
      return own.length > 0 ? [group(status, parts, status === 'DONE' && own.length > MOST_DONE)] : []
    })
  }
  const chains = chainsOf(cards)
  const linked = chains.filter((chain) => chain.cards.length > 1)
  const single = chains.flatMap((chain) => (chain.cards.length === 1 ? chain.cards : []))
  const isDone = (chain: Chain): boolean => chain.cards.every(({ status }) => status === 'DONE')
  const named = (foldsItself: boolean) => (chain: Chain) =>
    group(chain.cards[0]?.chunk ?? '', { kind: 'chain', status: null, ...chain }, foldsItself)
  return [
    ...linked.filter((chain) => !isDone(chain)).map(named(false)),
    // No chunk has such a name.
    ...(single.length > 0 ? [group('-', { kind: 'single', status: null, cards: single, depths: null })] : []),
    ...linked.filter(isDone).map(named(true)),
  ]
}
