/** What of the unit waits for a person, to be decided in place. What somebody writes about stays, also when another has decided it. */
import { useMemo } from 'react'
import { useProject } from '../api/project-context.ts'
import { AttentionItem } from '../attention/attention-item.tsx'
import { useShown } from '../attention/use-shown.ts'

export function UnitAttention({ unitId }: { unitId: string }) {
  const { queue } = useProject()
  const ofUnit = useMemo(() => queue.filter(({ workUnit }) => workUnit.id === unitId), [queue, unitId])
  const { items, letGo } = useShown(ofUnit, null)
  return items.map((item) => <AttentionItem key={item.id} item={item} onDismiss={() => letGo([item.id])} />)
}
