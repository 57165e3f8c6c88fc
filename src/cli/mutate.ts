/**
 * A mutation with one effect, however often its answer is lost: it is sent again with the same idempotency key, and the server gives the
 * first answer to each repeat.
 */
import { randomUUID } from 'node:crypto'
import { backOff, wait } from '../client/back-off.ts'
import type { Connection } from './connection.ts'
import { LostAnswerError, NoServerError } from './errors.ts'
import { type GraphQLAnswer, send } from './request.ts'

/** With the pauses between them some six seconds: a server that is started again is back by then. */
const MOST_TRIES = 6

export function newKey(): string {
  return randomUUID()
}

/**
 * Sends `body`, which bears `key`, until an answer comes, and looks for the server anew each time. A server that is not there to begin
 * with is not waited for. Throws as `send`.
 */
export async function sendKeyed(connect: () => Promise<Connection>, body: object, key: string): Promise<GraphQLAnswer> {
  let lost: LostAnswerError | null = null
  for (let tries = 1; ; tries += 1) {
    try {
      return await send(await connect(), body)
    } catch (error) {
      if (error instanceof LostAnswerError) lost = error
      if (!(error instanceof NoServerError) || lost === null) throw error
      if (tries === MOST_TRIES) throw unknownEffect(lost, key)
      await wait(backOff(tries), new AbortController().signal)
    }
  }
}

function unknownEffect({ message }: LostAnswerError, key: string): LostAnswerError {
  return new LostAnswerError(
    `${message}. Whether it took effect is not known. The same again with --idempotency-key ${key} finds out, and has one effect at most.`,
  )
}
