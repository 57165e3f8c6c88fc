/** The history of a unit as far as it was read: pages overlap and come anew, and what is shown has no hole in it. */
import type { HistoryEntry } from './queries.ts'

export interface History {
  /** The newest first, and their revisions without a gap. */
  readonly entries: readonly HistoryEntry[]
  /** Whether there are older ones that have not been read: as far as it is known. */
  readonly hasOlder: boolean
}

export const NO_HISTORY: History = { entries: [], hasOlder: false }

/** Adds a page. Where it does not reach to what was there, because much has changed meanwhile, it takes its place. */
export function withPage(
  history: History,
  page: { readonly edges: readonly HistoryEntry[]; readonly pageInfo: { readonly hasNextPage: boolean } },
): History {
  const all = new Map([...history.entries, ...page.edges].map((entry) => [entry.node.revision, entry]))
  const sorted = [...all.values()].toSorted((a, b) => b.node.revision - a.node.revision)
  const end = sorted.findIndex(({ node }, index) => index > 0 && node.revision !== (sorted[index - 1]?.node.revision ?? 0) - 1)
  const entries = end < 0 ? sorted : sorted.slice(0, end)
  const oldest = entries.at(-1)?.node.revision
  const isOfPage = page.edges.at(-1)?.node.revision === oldest
  return { entries, hasOlder: end >= 0 || (isOfPage ? page.pageInfo.hasNextPage : history.hasOlder) }
}
