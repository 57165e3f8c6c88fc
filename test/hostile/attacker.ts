/** A client that sends what no good client would, and remembers all that it was told. */
import { once } from 'node:events'
import { request, type IncomingHttpHeaders } from 'node:http'
import type { Transport } from './case.ts'
import { RawConnection } from './raw-connection.ts'
import { Socket, type SocketOptions } from './socket.ts'
import type { Target } from './target.ts'

/** An array is sent as so many lines; undefined takes a header away that would be sent. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

export interface Operation {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Knock {
  /** In the header `Authorization`; the owner's where nothing is said, none for null. */
  readonly token?: string | null
  readonly headers?: Headers
  readonly path?: string
  /** A mutation that is good but for who sends it, where nothing is said. */
  readonly operation?: Operation
  /** Of `connection_init`. */
  readonly init?: Readonly<Record<string, unknown>>
}

export interface Stream {
  readonly status: number
  /** All that came, when the server has ended it. */
  readonly ended: Promise<string>
  /** What has come so far. */
  text(): string
}

/** Of a stream that goes on; a stranger may serve what must be refused. */
const SILENCE_MS = 1_500

let priority = 0

export class Attacker {
  readonly target: Target
  readonly #received: string[] = []
  readonly #leave: (() => void)[] = []

  constructor(target: Target) {
    this.target = target
  }

  /** A mutation that changes something whenever it is run. */
  get mutation(): Operation {
    priority = (priority % 1000) + 1
    return {
      query: 'mutation ($input: PrioritizeWorkUnitInput!) { prioritizeWorkUnit(input: $input) { cursor } }',
      variables: { input: { project: this.target.project, chunk: 'one', priority } },
    }
  }

  async http({
    method = 'GET',
    path = '/',
    headers = {},
    body = '',
    isEnough = (text) => /^event: complete/m.test(text),
  }: {
    method?: string
    path?: string
    headers?: Headers
    body?: string | Buffer
    /** Of an answer that may go on for ever. */
    isEnough?: (text: string) => boolean
  }): Promise<Reply> {
    const named = { Connection: 'close', ...(body !== '' && { 'Content-Length': String(Buffer.byteLength(body)) }), ...headers }
    if (!('Host' in named)) Object.assign(named, { Host: `127.0.0.1:${this.target.port}` })
    const lines = Object.entries(named).flatMap(([name, value = []]) => [value].flat().map((line) => [name, line]))
    const outgoing = request({
      host: '127.0.0.1',
      port: this.target.port,
      method,
      path,
      agent: false,
      // As a list, which is sent as it is.
      headers: lines.flat(),
    })
    // An answer may come, and the connection be cut, before all is sent.
    const answered = Promise.race([once(outgoing, 'response'), once(outgoing, 'error')])
    outgoing.on('error', () => {})
    outgoing.end(body)
    const [response] = await answered
    if (response instanceof Error) return { status: 0, headers: {}, body: response.message }
    const { statusCode: status = 0, headers: replied } = response
    const reply = { status, headers: replied, body: await this.#read(response, isEnough) }
    outgoing.destroy()
    this.#received.push(JSON.stringify(replied), reply.body)
    return reply
  }

  /** Posts an operation. */
  post(
    over: 'http' | 'sse',
    { token = this.target.tokens.owner, headers = {}, path = '/graphql', operation = this.mutation }: Knock,
  ): Promise<Reply> {
    return this.http({
      method: 'POST',
      path,
      headers: {
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        'Content-Type': 'application/json',
        ...(over === 'sse' ? { Accept: 'text/event-stream' } : {}),
        ...headers,
      },
      body: JSON.stringify(operation),
    })
  }

  /** A stream of server-sent events, which goes on until the server ends it. */
  async stream({ token = this.target.tokens.owner, operation = this.mutation }: Knock): Promise<Stream> {
    const outgoing = request({
      host: '127.0.0.1',
      port: this.target.port,
      method: 'POST',
      path: '/graphql',
      agent: false,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Accept: 'text/event-stream' },
    })
    this.#leave.push(() => outgoing.destroy())
    outgoing.end(JSON.stringify(operation))
    const [response] = await once(outgoing, 'response')
    outgoing.on('error', () => {})
    let text = ''
    response.on('data', (chunk: Buffer) => {
      text += String(chunk)
      this.#received.push(String(chunk))
    })
    const ended = new Promise<string>((resolve) => response.on('error', () => {}).on('close', () => resolve(text)))
    return { status: response.statusCode, ended, text: () => text }
  }

  /** A WebSocket, whatever becomes of it. */
  socket(
    { token = this.target.tokens.owner, headers = {}, path = '/graphql' }: Knock,
    options: Omit<SocketOptions, 'headers'> = {},
  ): Socket {
    const all = { ...(token === null ? {} : { Authorization: `Bearer ${token}` }), ...headers }
    const socket = new Socket(`ws://127.0.0.1:${this.target.port}${path}`, { headers: all, ...options })
    socket.onReceived = (text) => this.#received.push(text)
    this.#leave.push(() => socket.cut())
    return socket
  }

  /** A WebSocket that was let in. Throws where it was not. */
  async letIn(knock: Knock = {}): Promise<Socket> {
    const socket = this.socket(knock)
    const answer = await socket.initialize(knock.init)
    if (answer !== 'ok') throw new Error(`The WebSocket was not let in: ${answer}.`)
    return socket
  }

  /** A connection on which anything can be written. */
  async raw(): Promise<RawConnection> {
    const connection = await RawConnection.open(this.target.port)
    connection.onReceived = (text) => this.#received.push(text)
    this.#leave.push(() => connection.cut())
    return connection
  }

  /** Sends an operation and says what came of it: `ok`, error codes, or how the door was shut. */
  async knock(over: Transport, knock: Knock = {}): Promise<string> {
    if (over !== 'ws') return answerIn(await this.post(over, knock))
    const socket = this.socket(knock)
    const letIn = await socket.initialize(knock.init)
    return letIn === 'ok' ? socket.run(knock.operation ?? this.mutation) : letIn
  }

  /** The secrets of the target that stand in a text. */
  secretsIn(text: string): string[] {
    const { tokens, inside } = this.target
    const secrets = [...Object.entries(tokens), ...(inside ? [['what an error hides', inside.secret] as const] : [])]
    return secrets.filter(([, secret]) => text.includes(secret)).map(([name]) => `the secret '${name}'`)
  }

  /** What it was told, and may not be. */
  secretsTold(): string[] {
    const received = this.#received.join('\n')
    const ways = [...received.matchAll(/node_modules|\bat \S+ \(|\/src\/\w|\.[jt]s:\d+/g)].map(
      ([found]) => `the inside of the program: '${found}'`,
    )
    return [...this.secretsIn(received), ...ways.slice(0, 1)].map((what) => `the server has told ${what}`)
  }

  /** Takes back from the record what was told on purpose. */
  forget(): void {
    this.#received.length = 0
  }

  leave(): void {
    for (const leave of this.#leave) leave()
  }

  /** The whole body, or as much of a stream of events as says what becomes of the operation. */
  async #read(response: NodeJS.ReadableStream & { destroy(): void }, isEnough: (text: string) => boolean): Promise<string> {
    let text = ''
    let silence = setTimeout(() => response.destroy(), SILENCE_MS)
    try {
      for await (const chunk of response) {
        text += String(chunk)
        if (isEnough(text)) break
        clearTimeout(silence)
        silence = setTimeout(() => response.destroy(), SILENCE_MS)
      }
    } catch {
      // It was cut; what came before is what it was told.
    } finally {
      clearTimeout(silence)
    }
    return text
  }
}

/** What an answer over HTTP says, in few words. */
export function answerIn({ status, body }: Reply): string {
  const json = /^data: (.+)$/m.exec(body)?.[1] ?? body
  const told = codesIn(json)
  if (status === 200) return told ?? 'ok'
  return [String(status), told ?? ''].join(' ').trim()
}

/** The codes of the errors in a result or in a list of errors; null where there are none. */
export function codesIn(json: string): string | null {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return null
  }
  const errors = Array.isArray(value) ? value : typeof value === 'object' && value !== null && 'errors' in value ? value.errors : null
  if (!Array.isArray(errors)) return null
  return [...new Set(errors.map((error: { extensions?: { code?: string } }) => error.extensions?.code ?? 'refused'))].toSorted().join(' ')
}
