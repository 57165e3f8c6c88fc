/** Which verbs are possible now, and why the others are not. The server decides; this only offers nothing that it would refuse. */
import type { Card, Phase, Status } from '../api/board.ts'
import { verbs as words } from '../english/verbs.ts'

export const VERBS = ['hold', 'release', 'retry', 'cancel', 'rewind', 'prioritize', 'depend', 'complete', 'delete'] as const
export type Verb = (typeof VERBS)[number]

const OPEN: readonly Status[] = ['READY', 'RUNNING', 'BLOCKED', 'NEEDS_ATTENTION']
const AT_REST: readonly Status[] = ['READY', 'BLOCKED', 'NEEDS_ATTENTION']

/** As schema.graphql says on each mutation. */
const POSSIBLE_FROM: Readonly<Record<Verb, readonly Status[]>> = {
  hold: OPEN,
  release: OPEN,
  retry: ['NEEDS_ATTENTION'],
  cancel: ['RUNNING'],
  rewind: AT_REST,
  prioritize: OPEN,
  depend: OPEN,
  complete: AT_REST,
  delete: [...AT_REST, 'DONE'],
}

/** Common ones. Whatever a key begins is asked about before it is done, but hold and release, which undo each other. */
export const VERB_KEYS: Partial<Record<Verb, string>> = {
  hold: 'h',
  release: 'h',
  retry: 'r',
  cancel: 'x',
  rewind: 'b',
  prioritize: 'p',
  depend: 'e',
  complete: 'c',
}

/** Why a verb is not possible; null where it is. `phases` are those of the project, in order. */
export function whyNot(verb: Verb, card: Card, phases: readonly Phase[]): string | null {
  if (!POSSIBLE_FROM[verb].includes(card.status)) return words.notWhile(card.status)
  if (verb === 'hold' && card.held) return words.isHeld
  if (verb === 'release' && !card.held) return words.isNotHeld
  if (verb === 'rewind' && phasesBefore(card.phase, phases).length === 0) return words.isFirstPhase
  return null
}

export function phasesBefore(phase: Phase, phases: readonly Phase[]): readonly Phase[] {
  const order: readonly Phase[] = ['GOAL', 'PLAN', 'IMPLEMENT', 'REBASE', 'REVIEW', 'COMPLETE']
  return phases.filter((each) => order.indexOf(each) < order.indexOf(phase))
}

/** What a decision about a unit rests on: a report of progress is no reason to decide anew. */
export function groundsOf(card: Card): string {
  const { status, phase, held, priority, notBefore, reviewRound, attention, dependsOn, currentRun } = card
  return JSON.stringify([status, phase, held, priority, notBefore, reviewRound, attention, dependsOn, currentRun?.id])
}
