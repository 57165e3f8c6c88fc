/** Decides in the demo what its visitor leaves undecided: the first option of a question, one after the other in a conflict, a retry else. */
import { AttentionQueue, type AttentionRow } from './attention-operations.ts'
import type { Change } from './change-operations.ts'
import { messageOf, RefusedError } from './errors.ts'
import type { Session } from './session.ts'
import { AnswerAttention, RetryUnits } from './verb-operations.ts'

export interface DemoOperator {
  /** Hears of every change; decides about a unit that still needs attention when its patience is over. */
  hear(change: Change): void
  stop(): void
}

/** `tell` hears what was decided. */
export function createDemoOperator(session: Session, patienceMs: number, tell: (line: string) => void): DemoOperator {
  const timers = new Map<string, NodeJS.Timeout>()
  const forget = (chunk: string): void => {
    clearTimeout(timers.get(chunk))
    timers.delete(chunk)
  }
  return {
    hear({ chunk, workUnit }) {
      forget(chunk)
      if (workUnit?.status !== 'NEEDS_ATTENTION') return
      timers.set(
        chunk,
        setTimeout(() => {
          decideAbout(session, chunk).then(tell, (error: unknown) => tell(`${chunk} could not be decided: ${messageOf(error)}`))
        }, patienceMs),
      )
    },
    stop() {
      for (const chunk of [...timers.keys()]) forget(chunk)
    },
  }
}

/** Gives what was done. Another item of the unit makes another change, and so another decision. */
async function decideAbout(session: Session, chunk: string): Promise<string> {
  const { attentionQueue } = await session.request(AttentionQueue, { project: null })
  const item = attentionQueue.find(({ workUnit }) => workUnit.chunk === chunk)
  if (!item) return `${chunk} was decided by somebody else`
  try {
    return await decide(session, item)
  } catch (error) {
    if (error instanceof RefusedError) return `${chunk} was decided by somebody else: ${error.message}`
    throw error
  }
}

async function decide(session: Session, { id, kind, prompt, options, workUnit: { chunk, project } }: AttentionRow): Promise<string> {
  const option = kind === 'CONFLICT' ? 'SERIALIZE' : options[0]
  if (option === undefined) {
    await session.mutate(RetryUnits, { project: project.key, chunks: [chunk] })
    return `${chunk} is retried. ${prompt}`
  }
  await session.mutate(AnswerAttention, { item: id, option })
  return `${chunk} is answered with ${option}. ${prompt}`
}
