/** Follows what one run says, line by line, over every cut: each attempt resumes after the last position seen. */
import { stringifyDocument } from '@urql/core'
import type { ResultOf } from 'gql.tada'
import { resume } from '../../src/client/resume.ts'
import type { Socket } from '../../src/client/socket.ts'
import { graphql } from './graphql.ts'

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

/**
 * Hands on every line behind a position, once: all of them where none is named. Resolves when the run has said all, when the server refuses
 * (with its sentence), or when the signal is aborted.
 */
export async function followOutput(
  socket: Socket,
  run: string,
  onLine: (line: OutputLine) => void,
  signal: AbortSignal,
  after = 0,
): Promise<string | null> {
  const query = stringifyDocument(RunOutputLines)
  let position = after
  const end = await resume(
    socket,
    {
      next: () => ({ query, variables: { run, after: position } }),
      onResult({ data }) {
        const line = data?.['runOutput'] as OutputLine | undefined
        if (!line || line.position <= position) return
        position = line.position
        onLine(line)
      },
      goesOn: ({ kind }) => kind === 'cut',
    },
    signal,
  )
  return end.kind === 'refused' ? end.errors.map((error) => error.message).join(' ') : null
}
