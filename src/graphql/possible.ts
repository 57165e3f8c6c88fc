/** From which statuses a mutation is possible and what it resets, out of the state machine itself, so that the documentation cannot be wrong. */
import { TRANSITIONS, type EventName } from '../domain/transitions.ts'

export function possible(event: EventName): string {
  const { from, to, does } = TRANSITIONS[event]
  const status = to === 'same' ? '' : ` Status afterwards: ${to}.`
  return `Possible from ${from.join(', ')}; refused as ILLEGAL_TRANSITION otherwise. Effect: ${does}.${status}`
}
