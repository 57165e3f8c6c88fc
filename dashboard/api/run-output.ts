/** Follows what one run says, line by line, over every cut: each attempt resumes after the last position seen. */
import type { ResultOf } from 'gql.tada'
import { stringifyDocument } from '@urql/core'
import { backOff, wait } from './back-off.ts'
import { graphql } from './graphql.ts'
import type { Socket } from './socket.ts'

const RunOutputLines = graphql(`
  subscription RunOutputLines($run: ID!, $after: Int) {
    runOutput(run: $run, after: $after) {
      position
      stream
      text
      at
    }
  }
`)

export type OutputLine = ResultOf<typeof RunOutputLines>['runOutput']

/** Hands on every line from the first one, once. Resolves when the run has said all, the server refuses (with its sentence), or the signal is aborted. */
export async function followOutput(
  socket: Socket,
  run: string,
  onLine: (line: OutputLine) => void,
  signal: AbortSignal,
): Promise<string | null> {
  const query = stringifyDocument(RunOutputLines)
  let position = 0
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    const request = { query, variables: { run, after: position } }
    const end = await socket.attempt(
      request,
      ({ data }) => {
        const line = data?.['runOutput'] as OutputLine | undefined
        if (!line || line.position <= position) return
        position = line.position
        attempt = 1
        onLine(line)
      },
      signal,
    )
    if (end.kind === 'refused') return end.errors.map((error) => error.message).join(' ')
    if (end.kind !== 'cut') return null
    await wait(backOff(attempt), signal)
  }
  return null
}
