/**
 * The paths that a chunk's document names: files, folders, and globs with `*`, `?` and `**`. Whether two of them can mean
 * the same file is decided without looking at any file.
 */

export function isGlob(path: string): boolean {
  return /[*?]/.test(path)
}

/** True where a file could exist that both paths name. */
export function pathsOverlap(a: string, b: string): boolean {
  return meet(
    segmentsOf(a, b),
    segmentsOf(b, a),
    '**',
    (left, right) =>
      left === right ||
      ((isGlob(left) || isGlob(right)) && meet(Array.from(left), Array.from(right), '*', (x, y) => x === y || x === '?' || y === '?')),
  )
}

/** Path segments, where `**` stands for any number of them. A folder stands for what lies below it. */
function segmentsOf(path: string, other: string): string[] {
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.')
  const isFolder = path.endsWith('/') || (!isGlob(path) && (!isGlob(other) || looksLikeFolder(segments)))
  return isFolder ? [...segments, '**'] : segments
}

/** Beside another plain path it is certain: what lies below a file? Beside a glob, a name without an extension is taken for a folder. */
function looksLikeFolder(segments: readonly string[]): boolean {
  return !(segments.at(-1)?.slice(1).includes('.') ?? false)
}

/** The one of two overlapping paths that says more; the same for both orders. */
export function narrowerPath(a: string, b: string): string {
  const rank = (path: string): number => (isGlob(path) ? 0 : path.length)
  if (rank(a) !== rank(b)) return rank(a) > rank(b) ? a : b
  return a.length !== b.length ? (a.length > b.length ? a : b) : a < b ? a : b
}

/**
 * Whether two patterns have a common match: `star` stands for any number of any items, `same` says whether two other items
 * can be the same. Filled in from the ends, so that its cost is the product of the lengths whatever the patterns are.
 */
function meet(a: readonly string[], b: readonly string[], star: string, same: (x: string, y: string) => boolean): boolean {
  let below: boolean[] = []
  for (let i = a.length; i >= 0; i -= 1) {
    const row: boolean[] = []
    for (let j = b.length; j >= 0; j -= 1) {
      const left = a[i]
      const right = b[j]
      if (left === undefined && right === undefined) row[j] = true
      else if (left === star || right === star) row[j] = (below[j] ?? false) || (row[j + 1] ?? false)
      else row[j] = left !== undefined && right !== undefined && (below[j + 1] ?? false) && same(left, right)
    }
    below = row
  }
  return below[0] ?? false
}
