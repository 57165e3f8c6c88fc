/** The phases of a work unit, in order, and the way through those that a project uses. */
import { SignalboxError } from './errors.ts'

export const PHASES = ['GOAL', 'PLAN', 'IMPLEMENT', 'REBASE', 'REVIEW', 'COMPLETE'] as const
export type Phase = (typeof PHASES)[number]

export function isBefore(a: Phase, b: Phase): boolean {
  return PHASES.indexOf(a) < PHASES.indexOf(b)
}

/** The phase that follows in a project's `phases`, or null when `phase` is the last one. */
export function nextPhase(phases: readonly Phase[], phase: Phase): Phase | null {
  return phases.find((candidate) => isBefore(phase, candidate)) ?? null
}

/** The first phase of a project that is not before `wanted`; its last one where there is none. */
export function phaseAtOrAfter(phases: readonly Phase[], wanted: Phase): Phase {
  const found = phases.find((candidate) => !isBefore(candidate, wanted)) ?? phases.at(-1)
  if (!found) throw new SignalboxError('VALIDATION_FAILED', 'A project uses IMPLEMENT at least.', 'phases')
  return found
}
