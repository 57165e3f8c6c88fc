/** Which items have one cause: the same failure in the same words, whatever the numbers and the names in them. */
import type { Item } from '../api/attention-queue.ts'
import { withoutEscapes } from '../output/terminal-text.ts'
import { canRetry } from './kinds.ts'

/** All that can be retried and failed like this one, with it. Empty where it cannot be retried itself. */
export function alikeOf(items: readonly Item[], item: Item): Item[] {
  if (!canRetry(item)) return []
  const cause = causeOf(item)
  return items.filter((other) => other.kind === item.kind && causeOf(other) === cause)
}

/** What was said of it, and the last that its agent said. */
function causeOf({ kind, prompt, detail, workUnit }: Item): string {
  const lines = (detail ?? '').split('\n').map(withoutEscapes)
  const last = lines.findLast((line) => line.trim() !== '') ?? ''
  return [kind, prompt, last].map((text) => plain(text, workUnit.chunk)).join('\n')
}

/** Without the unit's name, ids, times and numbers. */
function plain(text: string, chunk: string): string {
  return text
    .replace(new RegExp(`(?<![\\w-])${chunk}(?![\\w-])`, 'g'), '*')
    .replace(/\b(?:0x)?[0-9a-f-]{7,}\b/g, '#')
    .replace(/\d+/g, '#')
}
