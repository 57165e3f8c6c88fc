/** How each kind of attention item is drawn and decided. */
import { Ban, Eye, GitMerge, Hourglass, KeyRound, Link2Off, MessageCircleQuestionMark, OctagonX, Split } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { Item } from '../api/attention-queue.ts'

interface Kind {
  readonly icon: LucideIcon
  /** `answer` in words or by an option, `resolve` two units, `retry` the phase. */
  readonly decided: 'answer' | 'resolve' | 'retry'
}

export const KINDS: Record<Item['kind'], Kind> = {
  QUESTION: { icon: MessageCircleQuestionMark, decided: 'answer' },
  PERMISSION: { icon: KeyRound, decided: 'answer' },
  CONFLICT: { icon: Split, decided: 'resolve' },
  REVIEW: { icon: Eye, decided: 'retry' },
  MERGE_CONFLICT: { icon: GitMerge, decided: 'retry' },
  AGENT_FAILED: { icon: OctagonX, decided: 'retry' },
  LIMIT: { icon: Hourglass, decided: 'retry' },
  DEPENDENCY: { icon: Link2Off, decided: 'retry' },
  CANCELLED: { icon: Ban, decided: 'retry' },
}

export function canRetry({ kind }: Item): boolean {
  return KINDS[kind].decided === 'retry'
}
