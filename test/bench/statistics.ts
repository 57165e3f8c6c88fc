/** What is made of many measurements of one thing. */

/** The value that `share` (0 to 1) of the values are not above; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** The mean of the middle half: what one garbage collection or one busy neighbour does to a few of the values does not move it. */
export function middleMean(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const outer = Math.floor(sorted.length / 4)
  const middle = sorted.slice(outer, sorted.length - outer)
  return middle.reduce((sum, value) => sum + value, 0) / middle.length
}

export interface Summary {
  readonly median: number
  readonly least: number
  readonly most: number
}

/** The median of the rounds, with how far they lie apart. */
export function summarize(values: readonly number[]): Summary {
  return { median: percentile(values, 0.5), least: Math.min(...values), most: Math.max(...values) }
}
