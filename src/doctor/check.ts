/**
 * What the doctor asks, and how it answers. It changes nothing. A check is a look that answers with what is wrong, one sentence each; a look
 * that failed is neither fine nor wrong, but that: it could not look.
 */

export interface Check {
  /** Its name in the list and in JSON, a slug. */
  readonly name: string
  /** What holds where nothing is wrong. */
  readonly fact: string
  /** What to do where it does not. */
  readonly remedy: string
  /** Answers with what is wrong, in the same words for as long as it is. Throws where it cannot tell. */
  readonly look: () => Promise<readonly string[]>
}

export interface Finding {
  readonly name: string
  readonly fact: string
  readonly state: 'FINE' | 'WRONG' | 'NOT_LOOKED'
  /** What is wrong, or why it could not look. */
  readonly found: readonly string[]
  /** Null where there is nothing to do. */
  readonly remedy: string | null
}

/** Does all looks, one after the other. */
export async function findings(checks: readonly Check[]): Promise<Finding[]> {
  const all: Finding[] = []
  for (const check of checks) all.push(await examine(check))
  return all
}

async function examine({ name, fact, remedy, look }: Check): Promise<Finding> {
  try {
    const found = await look()
    return found.length === 0 ? { name, fact, state: 'FINE', found, remedy: null } : { name, fact, state: 'WRONG', found, remedy }
  } catch (error) {
    return { name, fact, state: 'NOT_LOOKED', found: [error instanceof Error ? error.message : String(error)], remedy: null }
  }
}

/**
 * What was wrong both times. A server goes on while it is looked at: what was between two steps of it at the first look is not at the
 * second one.
 */
export function confirmed(first: readonly Finding[], second: readonly Finding[]): Finding[] {
  const before = new Map(first.map(({ name, found }) => [name, found]))
  return second.map((finding) => {
    if (finding.state !== 'WRONG') return finding
    const found = finding.found.filter((problem) => before.get(finding.name)?.includes(problem))
    return found.length === 0 ? { ...finding, state: 'FINE', found, remedy: null } : { ...finding, found }
  })
}

/** Done once, however often it is asked for; also when it fails. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => (result ??= work())
}
