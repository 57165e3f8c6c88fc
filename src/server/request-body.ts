/** Reads the body of a GraphQL request, within its bound. */
import type { GraphQLParams } from 'graphql-yoga'
import type { IncomingMessage } from 'node:http'
import { SignalboxError } from '../domain/errors.ts'
import { OVERDRAWN } from './admission.ts'
import { MAX_REQUEST_BYTES } from './limits.ts'

/** True for `application/json`, with nothing but UTF-8 as its charset: all that a page of another site cannot send without asking. */
export function isJson(contentType: string | undefined): boolean {
  return /^application\/json(?:; *charset=utf-8)? *$/i.test(contentType ?? '')
}

/** Throws VALIDATION_FAILED for what is no JSON object, LIMIT_EXCEEDED as soon as there are too many bytes, or `admits` no more of them. */
export async function readParams(request: IncomingMessage, admits: (bytes: number) => boolean): Promise<GraphQLParams> {
  const body = await readBytes(request, admits)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (error) {
    throw new SignalboxError(
      'VALIDATION_FAILED',
      `The body must be JSON in UTF-8: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
  if (!isParams(value)) {
    throw new SignalboxError(
      'VALIDATION_FAILED',
      'The body must be one object, { "query": "…", "variables": { … } }, with a query that is a string.',
    )
  }
  return value
}

function isParams(value: unknown): value is GraphQLParams & { query: string } {
  return typeof value === 'object' && value !== null && 'query' in value && typeof value.query === 'string'
}

function readBytes(request: IncomingMessage, admits: (bytes: number) => boolean): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const refuse = (message: string): void => {
      // The rest is read and dropped: a client that is still sending would not see the answer of a connection that closes.
      request.off('data', read).resume()
      reject(new SignalboxError('LIMIT_EXCEEDED', message))
    }
    const tooBig = (): void => refuse(`The body may have at most ${MAX_REQUEST_BYTES} bytes. Send less at once.`)
    const chunks: Buffer[] = []
    let size = 0
    const read = (chunk: Buffer): void => {
      size += chunk.length
      if (size > MAX_REQUEST_BYTES) return tooBig()
      if (!admits(chunk.length)) return refuse(OVERDRAWN)
      chunks.push(chunk)
    }
    if (Number(request.headers['content-length'] ?? 0) > MAX_REQUEST_BYTES) return tooBig()
    request.on('data', read)
    request.once('end', () => resolve(Buffer.concat(chunks)))
    request.once('error', reject)
  })
}
