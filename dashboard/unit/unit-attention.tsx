/** What of the unit waits for a person. */
import { useProject } from '../api/project-context.ts'
import { unit as words } from '../english/unit.ts'
import { pageAddress } from '../route.ts'
import { Notice } from '../ui/parts.tsx'

export function UnitAttention({ unitId }: { unitId: string }) {
  const { key, queue } = useProject()
  const items = queue.filter(({ workUnit }) => workUnit.id === unitId)
  return items.map((item) => (
    <Notice key={item.id} tone="warning">
      {item.prompt} <a href={pageAddress(key, 'attention')}>{words.needsYou}</a>
    </Notice>
  ))
}
