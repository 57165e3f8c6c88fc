/** What the deletion of a unit does to one that depends on it: it never waits for ever, and never goes on unasked. */
import { apply } from './transitions.ts'
import type { WorkUnit } from './work-unit.ts'

/** `itemId` is the id of the attention item, should one be needed. */
export function bereave(unit: WorkUnit, gone: WorkUnit, itemId: string, at: Date): { unit: WorkUnit; reason: string } {
  const freed = { ...unit, dependsOn: unit.dependsOn.filter((id) => id !== gone.id) }
  const reason = `'${gone.chunk}', on which it depends, was deleted`
  if (gone.status === 'DONE' || (unit.status !== 'READY' && unit.status !== 'BLOCKED')) return { unit: freed, reason }
  const item = {
    id: itemId,
    kind: 'DEPENDENCY' as const,
    prompt: `'${gone.chunk}', on which this depends, was deleted before it was done. Retry to go on without it, or give it another dependency first.`,
  }
  return { unit: apply(freed, { type: 'flag', items: [item] }, at), reason }
}
