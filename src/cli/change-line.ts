/** A change in one line, for people. */
import type { Writable } from 'node:stream'
import type { Change } from './change-operations.ts'
import { inOneLine, styleStatus } from './print.ts'

export function changeLine(
  out: Writable,
  { at, sequence, chunk, kind, workUnit, previousStatus, previousPhase, actor, reason }: Change,
): string {
  const step = (before: string | null, now: string): string =>
    before === null || before === now ? now : `${before} → ${styleStatus(out, now)}`
  const state = workUnit ? `${step(previousStatus, workUnit.status)} in ${step(previousPhase, workUnit.phase)}` : kind
  return `${at} ${String(sequence).padStart(5)}  ${chunk}: ${state} (${inOneLine(actor)}: ${inOneLine(reason)})`
}
