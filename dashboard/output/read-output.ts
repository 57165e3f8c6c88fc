/** Reads pieces of what a run has said, past the cache: they are many, and kept by those who show them. */
import type { Client } from '@urql/core'
import { graphql } from '../api/graphql.ts'
import { sentenceFor } from '../api/problem.ts'
import type { OutputLine as Piece } from '../api/run-output.ts'

/** As many pieces as the server gives at once. */
export const MOST_PIECES = 500

const NewestOutput = graphql(`
  query NewestOutput($run: ID!, $last: Int!) {
    run(id: $run) {
      id
      output(last: $last) {
        nodes {
          position
          stream
          text
          at
        }
      }
    }
  }
`)

const OutputAfter = graphql(`
  query OutputAfter($run: ID!, $after: Int!, $first: Int!) {
    run(id: $run) {
      id
      output(after: $after, first: $first) {
        nodes {
          position
          stream
          text
          at
        }
      }
    }
  }
`)

/** The newest pieces, the oldest of them first; null where there is no such run. Rejects with a sentence for people. */
export async function readNewest(client: Client, run: string, last: number): Promise<readonly Piece[] | null> {
  const { data, error } = await client.query(NewestOutput, { run, last }).toPromise()
  if (error) throw new Error(sentenceFor(error))
  return data?.run?.output.nodes ?? null
}

/** The pieces behind a position. Rejects with a sentence for people. */
export async function readAfter(client: Client, run: string, after: number, first: number): Promise<readonly Piece[]> {
  const { data, error } = await client.query(OutputAfter, { run, after, first }).toPromise()
  if (error) throw new Error(sentenceFor(error))
  return data?.run?.output.nodes ?? []
}
