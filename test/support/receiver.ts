/** A real HTTP server that receives webhooks, and answers as a test says. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A status; nothing at all, for as long as the test lasts; a connection that is cut; or a redirect to an address. */
export type Answer = number | 'HANG' | 'CUT' | { readonly redirect: string }

export interface Receiver {
  /** Its address, with a path. */
  readonly url: string
  /** `host:port`. */
  readonly authority: string
  readonly received: Received[]
  /** How the next requests are answered, one after the other; then with 204. */
  readonly answers: Answer[]
  /** Resolves with the first so many requests, as soon as they have come. */
  until(count: number): Promise<Received[]>
}

/** Gone when the test is. */
export async function openReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const answers: Answer[] = []
  const waiting = new Set<() => void>()
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ method: request.method, path: request.url, headers: request.headers, body })
      reply(response, answers.shift() ?? 204)
      for (const look of waiting) look()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.')
  const authority = `127.0.0.1:${address.port}`
  return {
    url: `http://${authority}/hook?room=1`,
    authority,
    received,
    answers,
    async until(count) {
      while (received.length < count) await new Promise<void>((resolve) => waiting.add(resolve))
      return received.slice(0, count)
    },
  }
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer === 'HANG') return
  if (answer === 'CUT') response.destroy()
  else if (typeof answer === 'number') response.writeHead(answer).end(answer === 204 ? undefined : 'words of the receiver')
  else response.writeHead(302, { location: answer.redirect }).end()
}
