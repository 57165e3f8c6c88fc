/** Pages of lists that grow: what `first` and `after` may be, and what a page looks like. Every list is numbered, and its cursors are the numbers. */
import type { ArgBuilder } from '@pothos/core'
import { type GraphQLResolveInfo, Kind } from 'graphql'
import { SignalboxError } from '../domain/errors.ts'
import { builder, type SchemaTypes } from './builder.ts'

const MAX_PAGE = 500

builder.globalConnectionField('totalCount', (t) =>
  t.int({
    description: 'How many entries the whole list has. Counted only when it is asked for.',
    resolve: ({ totalCount }) => totalCount(),
  }),
)

type Args = ArgBuilder<SchemaTypes>

/** `first` and `after` of a list whose cursors are opaque. */
export function pageArgs(arg: Args, defaultSize: number) {
  return {
    first: firstArg(arg, defaultSize),
    after: arg.string({ description: 'Entries after this one: the cursor of an edge, or `endCursor`. From the beginning when absent.' }),
  }
}

export function firstArg(arg: Args, defaultSize: number) {
  return arg.int({ defaultValue: defaultSize, description: `How many entries at most: 0 to ${MAX_PAGE}.` })
}

export function lastArg(arg: Args) {
  return arg.int({ description: `The newest entries, and how many at most: 0 to ${MAX_PAGE}. Not together with \`first\` or \`after\`.` })
}

/** The size of a page. Throws VALIDATION_FAILED for a negative one, and for one above the limit. */
export function pageSize(given: number | null | undefined, defaultSize: number, field: 'first' | 'last' = 'first'): number {
  const size = given ?? defaultSize
  if (size >= 0 && size <= MAX_PAGE) return size
  throw new SignalboxError(
    'VALIDATION_FAILED',
    `${field} must be from 0 to ${MAX_PAGE}; found ${size}. Ask for one page after the other.`,
    field,
  )
}

/** Whether an argument was given a value: one that has a default has one anyway. */
export function isGiven({ fieldNodes, variableValues }: GraphQLResolveInfo, name: string): boolean {
  const value = fieldNodes[0]?.arguments?.find((argument) => argument.name.value === name)?.value
  if (value?.kind === Kind.VARIABLE) return (variableValues[value.name.value] ?? null) !== null
  return value !== undefined && value.kind !== Kind.NULL
}

type List = 'workUnits' | 'runs' | 'changes'

function encodePlace(list: List, place: number): string {
  return Buffer.from(`${list}:${place}`).toString('base64url')
}

/** The place that an `after` names, or null where there is none. Throws VALIDATION_FAILED for what is no cursor of this list. */
export function placeAfter(list: List, after: string | null | undefined): number | null {
  if (after === null || after === undefined) return null
  const [, name, digits] = /^(\w+):(\d{1,15})$/.exec(Buffer.from(after, 'base64url').toString()) ?? []
  if (name === list && digits !== undefined) return Number(digits)
  throw new SignalboxError(
    'VALIDATION_FAILED',
    `after must be a cursor that an edge of ${list} gave; found '${after.slice(0, 100)}'. Begin again without it.`,
    'after',
  )
}

interface Page<Node> {
  readonly nodes: readonly Node[]
  readonly cursorOf: (node: Node) => string
  readonly hasPreviousPage: boolean
  readonly hasNextPage: boolean
  readonly totalCount: () => Promise<number> | number
}

export function connectionOf<Node>({ nodes, cursorOf, hasPreviousPage, hasNextPage, totalCount }: Page<Node>) {
  const edges = nodes.map((node) => ({ node, cursor: cursorOf(node) }))
  return {
    edges,
    totalCount,
    pageInfo: { hasPreviousPage, hasNextPage, startCursor: edges[0]?.cursor ?? null, endCursor: edges.at(-1)?.cursor ?? null },
  }
}

export function placeCursor<Node>(list: List, placeOf: (node: Node) => number): (node: Node) => string {
  return (node) => encodePlace(list, placeOf(node))
}

/**
 * The stretch of a list numbered 1 … `length` that a page with the newest entry first shows: the positions after `after`,
 * up to and with `upTo`.
 */
export function newestFirst(
  list: List,
  length: number,
  args: { first?: number | null | undefined; after?: string | null | undefined },
  defaultSize: number,
) {
  const size = pageSize(args.first, defaultSize)
  const behind = placeAfter(list, args.after)
  const upTo = Math.min(length, behind === null ? length : behind - 1)
  return { after: Math.max(0, upTo - size), upTo }
}
