/** Decides in the demo what its visitor leaves undecided: the first option of a question, one after the other in a conflict, a retry else. */
import { AttentionQueue, type AttentionRow } from './attention-operations.ts'
import { RefusedError } from './errors.ts'
import type { Session } from './session.ts'
import { AnswerAttention, RetryUnits } from './verb-operations.ts'

const LOOK_EVERY_MS = 1_000

/** Looks at the queue until `signal` aborts, and decides what has been open for `patienceMs`. `tell` hears what was decided. */
export async function operate(session: Session, patienceMs: number, tell: (line: string) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { attentionQueue } = await session.request(AttentionQueue, { project: null })
    for (const item of attentionQueue) {
      if (Date.now() - Date.parse(item.openedAt) >= patienceMs) tell(await decide(session, item))
    }
    await rest(Math.min(LOOK_EVERY_MS, patienceMs), signal)
  }
}

/** Answers with what was done. Somebody may have been faster. */
async function decide(session: Session, { id, kind, prompt, options, workUnit: { chunk, project } }: AttentionRow): Promise<string> {
  const option = kind === 'CONFLICT' ? 'SERIALIZE' : options[0]
  try {
    if (option === undefined) {
      await session.request(RetryUnits, { input: { project: project.key, chunks: [chunk] } })
      return `${chunk} is retried: ${prompt}`
    }
    await session.request(AnswerAttention, { input: { item: id, option } })
    return `${chunk} is answered with ${option}: ${prompt}`
  } catch (error) {
    if (error instanceof RefusedError) return `${chunk} was decided by somebody else`
    throw error
  }
}

/** Resolves after a while, or when `signal` aborts. */
function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
