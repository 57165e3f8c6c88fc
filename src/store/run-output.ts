/** What agents say: a log of its own per run, so that a chatty agent never delays a status. */
import type { OutputStream, RunOutput } from '../domain/run.ts'
import type { Clients } from './clients.ts'
import { follow } from './follow.ts'
import type { PubSub } from './pubsub.ts'

const PAGE_SIZE = 500

export interface RunOutputLog {
  /** Appends in order. Pieces of one run must come from one writer, one call after the other. */
  append(runId: string, pieces: readonly { stream: OutputStream; text: string; at: Date }[]): Promise<void>
  /** Every piece after `position`, in order, without end. */
  subscribe(runId: string, position: number): AsyncIterableIterator<RunOutput>
}

export function createRunOutputLog({ write, read }: Clients, pubsub: PubSub): RunOutputLog {
  return {
    async append(runId, pieces) {
      if (pieces.length === 0) return
      const position = await write.$transaction(async (tx) => {
        const { _max } = await tx.runOutput.aggregate({ where: { runId }, _max: { position: true } })
        const first = (_max.position ?? 0) + 1
        await tx.runOutput.createMany({ data: pieces.map((piece, index) => ({ runId, position: first + index, ...piece })) })
        return first + pieces.length - 1
      })
      pubsub.publish('runOutput', { runId, position })
    },
    subscribe: (runId, position) =>
      follow(
        {
          read: (at) =>
            read.runOutput.findMany({
              where: { runId, position: { gt: at } },
              orderBy: { position: 'asc' },
              take: PAGE_SIZE,
              omit: { runId: true },
            }),
          positionOf: (piece) => piece.position,
          onGrowth: (callback) =>
            pubsub.subscribe('runOutput', (growth) => {
              if (growth.runId === runId) callback()
            }),
        },
        position,
      ),
  }
}
