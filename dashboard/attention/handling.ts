/** How each kind of attention item is named and handled: whether the phase can simply be tried again, and what a text is good for. */
import type { Item } from './queries.ts'

interface Handling {
  readonly word: string
  readonly retry: boolean
  readonly textLabel: string
}

export const HANDLING: Record<Item['kind'], Handling> = {
  QUESTION: { word: 'Question', retry: false, textLabel: 'Answer' },
  PERMISSION: { word: 'Permission', retry: false, textLabel: 'Answer' },
  CONFLICT: { word: 'Conflict', retry: false, textLabel: 'Answer' },
  REVIEW: { word: 'Review', retry: true, textLabel: 'What the agent should do about it' },
  MERGE_CONFLICT: { word: 'Merge conflict', retry: true, textLabel: 'Hint for the agent' },
  AGENT_FAILED: { word: 'Agent failed', retry: true, textLabel: 'Hint for the agent' },
  LIMIT: { word: 'Limit', retry: true, textLabel: 'Hint for the agent' },
  DEPENDENCY: { word: 'Dependency', retry: true, textLabel: 'Hint for the agent' },
  CANCELLED: { word: 'Cancelled', retry: true, textLabel: 'Hint for the agent' },
}
