/** How long there is still to decide, by the server's clock. */
import { attention as words } from '../english/attention.ts'
import { duration, useServerNow } from '../ui/clock.tsx'
import { Tag } from '../ui/parts.tsx'

export function Deadline({ at }: { at: string }) {
  const left = new Date(at).getTime() - useServerNow()
  return <Tag tone={left > 60_000 ? 'attention' : 'blocked'}>{left > 0 ? words.inTime(duration(left)) : words.tooLate}</Tag>
}
