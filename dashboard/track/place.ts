/** Where a unit stands on its track, and why it stands there. Pure. */
import type { Card } from '../api/board.ts'
import { track as words } from '../english/track.ts'
import { BLOCK_ORDER } from './view.ts'
import type { Block } from './view.ts'

export function blockOf({ status, phase }: Pick<Card, 'status' | 'phase'>): Block {
  return status === 'DONE' ? 'DONE' : phase
}

/** The project's phases and those in which a unit still stands, in their order, and the end. */
export function blocksOf(phases: readonly Block[], standing: Iterable<Block>): Block[] {
  const used = new Set([...phases, ...standing, 'DONE'])
  return BLOCK_ORDER.filter((block) => used.has(block))
}

/** How far into its block a unit has come: it waits at the entry, works its way through, and calls for a hand in the middle. */
function inBlock({ status, currentRun }: Card): number {
  if (status === 'READY' || status === 'BLOCKED') return 0.16
  const percent = status === 'RUNNING' ? currentRun?.progress?.percent : null
  return percent === null || percent === undefined ? 0.5 : 0.16 + 0.68 * (percent / 100)
}

/** Percent of the whole track. */
export function positionOf(card: Card, blocks: readonly Block[]): number {
  return (100 * (Math.max(0, blocks.indexOf(blockOf(card))) + inBlock(card))) / blocks.length
}

export type Part = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'notBefore'; readonly at: string }

/** What there is to say of a unit in one line, the weightiest first. */
export function reasonsOf(card: Card): Part[] {
  const { status, held, attentionReason, notBefore, blockedBy, reviewRound, mergedCommit, currentRun: run } = card
  const parts: (Part | null)[] = [
    held && status !== 'DONE' ? text(words.held) : null,
    status === 'NEEDS_ATTENTION' ? text(attentionReason ?? words.needsDecision) : null,
    status === 'DONE' ? text(mergedCommit ? words.merged(mergedCommit.slice(0, 7)) : words.doneWithoutMerge) : null,
    run && status === 'RUNNING' ? text(runningText(run)) : null,
    blockedBy.length > 0 ? text(words.waitsFor(blockedBy.map(({ chunk }) => chunk))) : null,
    notBefore !== null && status === 'READY' ? { kind: 'notBefore', at: notBefore } : null,
    run && status !== 'DONE' && run.attempt > 1 ? text(words.attempt(run.attempt)) : null,
    reviewRound > 0 && status !== 'DONE' ? text(words.reviewRound(reviewRound)) : null,
  ]
  const said = parts.filter((part) => part !== null)
  return said.length === 0 && status === 'READY' ? [text(words.waitsForSlot)] : said
}

function runningText({ progress, status }: NonNullable<Card['currentRun']>): string {
  if (!progress) return status === 'STARTING' ? words.starting : words.atWork
  return progress.percent === null ? progress.message : words.progress(progress.message, progress.percent)
}

function text(value: string): Part {
  return { kind: 'text', text: value }
}
