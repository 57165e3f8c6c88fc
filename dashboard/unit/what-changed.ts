/** What a change of a unit was, in few words. */
import { PHASE_WORDS, STATUS_WORDS } from '../english/common.ts'
import { history as words } from '../english/unit.ts'
import type { HistoryEntry } from './queries.ts'

export function whatChanged(change: HistoryEntry['node']): string {
  const { kind, phase, status, previousPhase, previousStatus, changedFields } = change
  const now = [...(phase ? [PHASE_WORDS[phase]] : []), ...(status ? [STATUS_WORDS[status]] : [])]
  if (kind === 'CREATED') return [words.injected, ...now].join(', ')
  const moves = [
    ...(previousPhase && phase && previousPhase !== phase ? [move(PHASE_WORDS[previousPhase], PHASE_WORDS[phase])] : []),
    ...(previousStatus && status && previousStatus !== status ? [move(STATUS_WORDS[previousStatus], STATUS_WORDS[status])] : []),
  ]
  if (moves.length > 0) return moves.join(', ')
  const fields = changedFields.flatMap((field) => words.fields[field] ?? [])
  return [...new Set(fields)].join(', ') || changedFields.join(', ')
}

function move(from: string, to: string): string {
  return `${from} ${words.arrow} ${to}`
}
