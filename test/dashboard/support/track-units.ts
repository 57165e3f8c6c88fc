/** Units as the feed brings them, for tests of the track diagram. */
import type { Card } from '../../../dashboard/api/board.ts'

type Given = Partial<Omit<Card, 'dependsOn' | 'blockedBy'>> & {
  readonly chunk: string
  /** The chunks that it depends on, and those of them that it still waits for. */
  readonly after?: readonly string[]
  readonly waitsFor?: readonly string[]
}

export function unit({ chunk, after = [], waitsFor = [], ...given }: Given): Card {
  const named = (chunks: readonly string[]) => chunks.map((each) => ({ id: each, chunk: each }))
  return {
    id: chunk,
    chunk,
    title: `About ${chunk}`,
    phase: 'IMPLEMENT',
    status: waitsFor.length > 0 ? 'BLOCKED' : 'READY',
    statusSince: '2026-01-01T12:00:00.000Z',
    held: false,
    priority: 0,
    revision: 1,
    attentionReason: null,
    notBefore: null,
    branch: null,
    reviewRound: 0,
    mergedCommit: null,
    createdAt: '2026-01-01T12:00:00.000Z',
    updatedAt: '2026-01-01T12:00:00.000Z',
    attention: [],
    currentRun: null,
    ...given,
    dependsOn: named([...after, ...waitsFor]),
    blockedBy: named(waitsFor),
  }
}
