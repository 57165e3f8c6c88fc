/** The hunks of a patch, and as many of their lines as one look shall cost. */
import { parseDiff } from 'react-diff-view'
import type { HunkData } from 'react-diff-view'

/** A file that became a symbolic link, or was one, is two in its patch: one that is deleted, one that is added. */
export function hunksOf(patch: string): HunkData[] {
  return parseDiff(patch, { nearbySequences: 'zip' }).flatMap((file) => file.hunks)
}

export function countLines(hunks: readonly HunkData[]): number {
  return hunks.reduce((sum, hunk) => sum + hunk.changes.length, 0)
}

/** The first lines of them; the last hunk may be cut. */
export function firstLines(hunks: readonly HunkData[], limit: number): HunkData[] {
  const shown: HunkData[] = []
  let left = limit
  for (const hunk of hunks) {
    if (left <= 0) break
    shown.push(hunk.changes.length > left ? { ...hunk, changes: hunk.changes.slice(0, left) } : hunk)
    left -= hunk.changes.length
  }
  return shown
}
