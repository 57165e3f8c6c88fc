/** Long lists for `in`: a statement takes only so many parameters (SQLite's adapter 999), and an injection names a thousand chunks. */

const PIECE = 400

/** What `query` finds for each piece of the list, one after the other. */
export async function inPieces<T, R>(list: readonly T[], query: (piece: T[]) => Promise<readonly R[]>): Promise<R[]> {
  const found: R[] = []
  for (let start = 0; start < list.length; start += PIECE) found.push(...(await query(list.slice(start, start + PIECE))))
  return found
}
