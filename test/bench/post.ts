/** A POST on a connection of its own: one that is kept may be closed by its server at the moment when it is used again. */
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

/** The body of the answer, whose status must be good. Throws an error with a `code` such as ECONNREFUSED when nobody answers. */
export async function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const outgoing = request(url, { method: 'POST', agent: false, headers: { 'content-type': 'application/json', ...headers } })
  const answered = once(outgoing, 'response')
  outgoing.end(JSON.stringify(body))
  const [response] = (await answered) as [IncomingMessage]
  const answer = await text(response)
  if (response.statusCode === undefined || response.statusCode >= 300) throw new Error(`${url} answers ${response.statusCode}: ${answer}`)
  return answer
}
