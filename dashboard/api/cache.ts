/**
 * The one set of cache rules, for the app and for its tests.
 *
 * A change carries the whole unit, so graphcache updates it by itself wherever it is shown. What is left to say is what a unit
 * takes with it: the attention items that it no longer has, and its page when it is deleted.
 */
import type { Cache, CacheExchangeOpts, KeyGenerator, UpdateResolver } from '@urql/exchange-graphcache'
import type { ResultOf, VariablesOf } from 'gql.tada'
import type { WorkUnitChanges } from './board.ts'

type Change = ResultOf<typeof WorkUnitChanges>

/** Types that are part of the thing that they are read from, and have no identity of their own. */
const EMBEDDED = [
  'AgentSettings',
  'CodeReference',
  'ConflictEvidence',
  'DeleteWorkUnitPayload',
  'ProjectPayload',
  'RunOutput',
  'RunProgress',
  'Server',
  'StatusCount',
  'Usage',
  'Viewer',
  'WorkUnitChange',
  'WorkUnitPayload',
  'WorkUnitUpdated',
  'WorkUnitsPayload',
]

const embedded: KeyGenerator = () => null

export function cacheRules(): CacheExchangeOpts {
  return {
    keys: Object.fromEntries(EMBEDDED.map((type) => [type, embedded])),
    updates: { Subscription: { workUnitUpdated } },
  }
}

const workUnitUpdated: UpdateResolver<Change, VariablesOf<typeof WorkUnitChanges>> = (result, { project }, cache) => {
  const { workUnitId, workUnit } = result.workUnitUpdated
  const unit = { __typename: 'WorkUnit', id: workUnitId }
  const unitKey = cache.keyOfEntity(unit)
  if (unitKey === null) return
  const open = new Set(workUnit?.attention.map((item) => cache.keyOfEntity({ __typename: 'AttentionItem', id: item.id })))
  closeAttention(cache, unitKey, open)
  // The unit itself stays for the garbage collector: units that depend on it still name it until their own change comes.
  if (!workUnit) cache.link('Query', 'workUnit', { project, chunk: result.workUnitUpdated.chunk }, null)
}

/** Takes the unit's items that are no longer open off the queue. New ones, and the ranking, come from the server. */
function closeAttention(cache: Cache, unitKey: string, open: ReadonlySet<string | null>) {
  for (const field of cache.inspectFields('Query')) {
    if (field.fieldName !== 'attentionQueue') continue
    const items = linksOf(cache, 'Query', field.fieldKey)
    const left = items.filter((item) => open.has(item) || cache.resolve(item, 'workUnit') !== unitKey)
    if (left.length < items.length) cache.link('Query', 'attentionQueue', field.arguments, left)
  }
}

function linksOf(cache: Cache, entity: string, field: string): string[] {
  const links = cache.resolve(entity, field)
  return Array.isArray(links) ? links.filter((link) => typeof link === 'string') : []
}
