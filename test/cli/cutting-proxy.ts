/** A server that hands requests on to another one, and cuts connections where the answers were due. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** How an answer is lost, after the request has had its effect. */
export type Cut = 'before the answer' | 'within the answer' | 'behind a proxy'

export interface CuttingProxy {
  readonly url: string
  /** Mutations that have been handed on. */
  readonly mutations: string[]
  /** Ends it, as if the server were gone. */
  stop(): void
}

/** The answers of the next mutations are lost as `cuts` says; those that follow come back. */
export async function startCuttingProxy(target: string, cuts: Cut[]): Promise<CuttingProxy> {
  const mutations: string[] = []
  const handOn = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request)
    const { authorization = '' } = request.headers
    const headers = { authorization, 'content-type': 'application/json' }
    const answer = await fetch(new URL(request.url ?? '', target), { method: 'POST', headers, body }).then((found) => found.text())
    const isMutation = /"query":"(\\n| )*mutation/.test(body)
    if (isMutation) mutations.push(body)
    const cut = isMutation ? cuts.shift() : undefined
    if (cut === undefined) response.writeHead(200, { 'content-type': 'application/json' }).end(answer)
    else lose(response, answer, cut)
  }
  const server = createServer((request, response) => {
    handOn(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The proxy listens nowhere.')
  const stop = (): void => {
    server.close()
    server.closeAllConnections()
  }
  onTestFinished(stop)
  return { url: `http://127.0.0.1:${address.port}`, mutations, stop }
}

function lose(response: ServerResponse, answer: string, cut: Cut): void {
  if (cut === 'before the answer') response.destroy()
  else if (cut === 'behind a proxy') response.writeHead(502).end('Bad gateway')
  else response.writeHead(200, { 'content-length': answer.length }).write(answer.slice(0, 10), () => response.destroy())
}
