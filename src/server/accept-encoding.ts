/** Reads what a client says it can unpack: the header Accept-Encoding, as RFC 9110 (12.5.3) has it. */

/** A coding, and what it is worth to the client: 0 for one that it does not take. */
const ITEM = /^([!#$%&'*+\-.^_`|~\w]+)[ \t]*(?:;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)[ \t]*)?$/i

/** Old names that mean the same. */
const ALIASES: Readonly<Record<string, string>> = { 'x-gzip': 'gzip' }

/**
 * The one of `codings`, the best first, that the client likes most; null where it likes the bytes as they are better, or does not say. What is
 * written wrongly counts as not said.
 */
export function preferredCoding<C extends string>(header: string | undefined, codings: readonly C[]): C | null {
  const weights = weightsIn(header ?? '')
  const anything = weights.get('*')
  const best = codings
    .map((coding) => ({ coding, weight: weights.get(coding) ?? anything ?? 0 }))
    .reduce<{ coding: C | null; weight: number }>((found, next) => (next.weight > found.weight ? next : found), { coding: null, weight: 0 })
  return best.weight >= (weights.get('identity') ?? 0) ? best.coding : null
}

function weightsIn(header: string): Map<string, number> {
  const weights = new Map<string, number>()
  for (const item of header.split(',')) {
    const [, name, weight] = ITEM.exec(item.trim()) ?? []
    if (name === undefined) continue
    const coding = name.toLowerCase()
    weights.set(ALIASES[coding] ?? coding, weight === undefined ? 1 : Number(weight))
  }
  return weights
}
