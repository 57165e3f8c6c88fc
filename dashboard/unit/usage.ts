/** What was used up, in words: what is not known is said to be so. */
import { common } from '../english/common.ts'
import { unit as words } from '../english/unit.ts'
import type { Usage } from './queries.ts'

const COUNT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 })
const DOLLARS = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumFractionDigits: 4, minimumFractionDigits: 2 })

export function tokensInWords(usage: Usage): string {
  return isKnown(usage) ? words.tokens(countInWords(usage.inputTokens), countInWords(usage.outputTokens)) : common.notKnown
}

/** Whether tokens are known at all. */
export function isKnown({ inputTokens, outputTokens }: Usage): boolean {
  return inputTokens !== null || outputTokens !== null
}

export function costInWords({ costUsd }: Usage): string {
  return costUsd === null ? common.notKnown : DOLLARS.format(costUsd)
}

function countInWords(count: number | null): string {
  return count === null ? common.notKnown : COUNT.format(count)
}
