/** One response of server-sent events to a GraphQL subscription, read by hand as `curl` would show it. It does not reconnect. */
import { once } from 'node:events'
import { request, type ClientRequest } from 'node:http'
import type { Place } from './server-under-test.ts'

export interface StreamedEvent {
  readonly id: string | null
  readonly event: string
  readonly data: string
}

export class EventStream {
  readonly #request: ClientRequest

  private constructor(outgoing: ClientRequest) {
    this.#request = outgoing
  }

  /** A subscription whose response has begun. Throws where the answer is no event stream. */
  static async open(
    { url, token }: Place,
    body: object,
    lastEventId: string | null,
    take: (event: StreamedEvent) => void,
  ): Promise<EventStream> {
    const outgoing = request(`${url}/graphql`, {
      method: 'POST',
      agent: false,
      headers: {
        accept: 'text/event-stream',
        'content-type': 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(lastEventId === null ? {} : { 'last-event-id': lastEventId }),
      },
    })
    outgoing.end(JSON.stringify(body))
    const [response] = await once(outgoing, 'response')
    // After the head has come, a cut is all that can happen to it.
    outgoing.on('error', () => {})
    response.on('error', () => {})
    const type = String(response.headers['content-type'])
    if (!type.startsWith('text/event-stream')) throw new Error(`the answer is no event stream but ${response.statusCode} ${type}`)
    let rest = ''
    response.setEncoding('utf8').on('data', (text: string) => {
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() ?? ''
      blocks.flatMap(parse).forEach(take)
    })
    return new EventStream(outgoing)
  }

  /** Ends the connection without a word. */
  cut(): void {
    this.#request.destroy()
  }
}

/** One event; none where the block holds only comments. */
function parse(block: string): StreamedEvent[] {
  const fields = block.split('\n').filter((line) => !line.startsWith(':') && line !== '')
  const values = (name: string): string[] =>
    fields.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).replace(/^ /, ''))
  const event = values('event').at(-1)
  return event === undefined ? [] : [{ id: values('id').at(-1) ?? null, event, data: values('data').join('\n') }]
}
