/** Global ids, as `node(id:)` takes them: the type and the id within it, opaque to clients. */
import { SignalboxError } from '../domain/errors.ts'

const NODE_TYPES = ['Project', 'WorkUnit', 'AttentionItem', 'Conflict', 'Run', 'Webhook'] as const
export type NodeType = (typeof NODE_TYPES)[number]

export function encodeGlobalId(typename: string, id: bigint | number | string): string {
  return Buffer.from(`${typename}:${id}`).toString('base64url')
}

/** Throws VALIDATION_FAILED for what is no global id. */
export function decodeGlobalId(globalId: string, field = 'id'): { typename: NodeType; id: string } {
  const parsed = parse(globalId)
  if (parsed) return parsed
  throw new SignalboxError('VALIDATION_FAILED', `${field} must be an id that this API gave; found '${globalId.slice(0, 100)}'.`, field)
}

/** The id within its type. Throws VALIDATION_FAILED for what is no global id, and for one of another type. */
export function idWithin(type: NodeType, globalId: string, field: string): string {
  const { typename, id } = decodeGlobalId(globalId, field)
  if (typename === type) return id
  throw new SignalboxError('VALIDATION_FAILED', `${field} must be the id of a ${type}; found that of a ${typename}.`, field)
}

/** Like `idWithin`, and takes the plain id too, which an agent finds in its environment. */
export function idOrGlobalId(type: NodeType, given: string, field: string): string {
  return parse(given) ? idWithin(type, given, field) : given
}

function parse(globalId: string): { typename: NodeType; id: string } | null {
  const [, name, id] = /^(\w+):([\w-]+)$/.exec(Buffer.from(globalId, 'base64url').toString()) ?? []
  const typename = NODE_TYPES.find((candidate) => candidate === name)
  return typename && id !== undefined ? { typename, id } : null
}
