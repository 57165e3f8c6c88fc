/** What of the unit waits for a person, to be decided in place. */
import { useProject } from '../api/project-context.ts'
import { AttentionItem } from '../attention/attention-item.tsx'

export function UnitAttention({ unitId }: { unitId: string }) {
  const { queue } = useProject()
  return queue.filter(({ workUnit }) => workUnit.id === unitId).map((item) => <AttentionItem key={item.id} item={item} />)
}
