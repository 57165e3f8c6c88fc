/** What agents say: a log of its own per run, so that a chatty agent never delays a status. */
import type { OutputStream, RunOutput } from '../domain/run.ts'
import type { Announcer } from './announcer.ts'
import type { Clients } from './clients.ts'
import type { Log } from './follow.ts'
import type { PubSub } from './pubsub.ts'

const PAGE_SIZE = 500

export interface RunOutputLog {
  /** Appends in order. Pieces of one run must come from one writer, one call after the other. */
  append(runId: string, pieces: readonly { stream: OutputStream; text: string; at: Date }[]): Promise<void>
  /** The pieces of a run as a log by position, for whoever keeps a position of its own: see follow.ts. */
  log(runId: string): Log<RunOutput>
}

export function createRunOutputLog({ write, read }: Clients, announcer: Announcer, pubsub: PubSub): RunOutputLog {
  return {
    async append(runId, pieces) {
      if (pieces.length === 0) return
      await write.$transaction(async (tx) => {
        const { _max } = await tx.runOutput.aggregate({ where: { runId }, _max: { position: true } })
        const first = (_max.position ?? 0) + 1
        await tx.runOutput.createMany({ data: pieces.map((piece, index) => ({ runId, position: first + index, ...piece })) })
      })
      announcer.said(runId)
    },
    log: (runId) => ({
      read: (position) =>
        read.runOutput.findMany({
          where: { runId, position: { gt: position } },
          orderBy: { position: 'asc' },
          take: PAGE_SIZE,
          omit: { runId: true },
        }),
      positionOf: (piece) => piece.position,
      onGrowth: (callback) =>
        pubsub.subscribe('runOutput', (growth) => {
          if (growth.runId === runId || growth.runId === null) callback()
        }),
    }),
  }
}
