/** From which statuses a mutation is possible and what it resets, out of the state machine itself, so that the documentation cannot be wrong. */
import type { ErrorCode } from '../domain/errors.ts'
import { TRANSITIONS, type EventName } from '../domain/transitions.ts'

/** Three sentences. `otherwise` is the code in every other status. */
export function possible(event: EventName, otherwise: ErrorCode = 'ILLEGAL_TRANSITION'): string {
  const { from, to, does } = TRANSITIONS[event]
  const status = to === 'same' ? '' : ` Status afterwards: ${to === 'READY' ? 'READY, or BLOCKED while it waits for others' : to}.`
  return `Possible from ${from.join(', ')}; refused as ${otherwise} otherwise. Effect: ${does}.${status}`
}
