/** What the agents of runs were told: beside the output of a run, and as little a part of its state. */
import { Prisma } from '../generated/sqlite/client.ts'
import type { Clients } from './clients.ts'

export interface RunPrompts {
  /** Keeps what the agent of a run is told: once, a second text is an error. Answers whether there still is such a run. */
  keep(runId: string, text: string): Promise<boolean>
}

export function createRunPrompts({ write }: Clients): RunPrompts {
  return {
    async keep(runId, text) {
      try {
        await write.runPrompt.create({ data: { runId, text } })
        return true
      } catch (error) {
        if (isForeignKeyViolation(error)) return false
        throw error
      }
    },
  }
}

function isForeignKeyViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2003'
}
