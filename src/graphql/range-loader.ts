/** Loads stretches of numbered lists, one list per owner, for many owners at once: their positions are 1, 2, 3 … without a gap. */
import DataLoader from 'dataloader'

/** The entries of the list of `of` at positions after `after`, up to and with `upTo`. */
export interface Range {
  readonly of: string
  readonly after: number
  readonly upTo: number
}

/** Each range becomes one alternative of a query, and SQLite takes no more than a thousand. */
const MOST_AT_ONCE = 250

/** Answers in the order of the positions. */
export function rangeLoader<Entry>(
  read: (ranges: readonly Range[]) => Promise<Entry[]>,
  placeOf: (entry: Entry) => { of: string; position: number },
): DataLoader<Range, Entry[], string> {
  return new DataLoader(
    async (ranges) => {
      const lists = new Map<string, { position: number; entry: Entry }[]>()
      for (const entry of await read(ranges)) {
        const { of, position } = placeOf(entry)
        const list = lists.get(of) ?? []
        list.push({ position, entry })
        lists.set(of, list)
      }
      return ranges.map(({ of, after, upTo }) =>
        (lists.get(of) ?? [])
          .filter(({ position }) => position > after && position <= upTo)
          .toSorted((a, b) => a.position - b.position)
          .map(({ entry }) => entry),
      )
    },
    { cacheKeyFn: ({ of, after, upTo }) => `${of}:${after}:${upTo}`, maxBatchSize: MOST_AT_ONCE },
  )
}
