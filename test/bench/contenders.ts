/**
 * The servers that are compared, as data: how each is started, how a client subscribes, and how something is published to its subscribers.
 * Each has two projects (for the raw server: rooms) with the same content: one that everybody watches, and one that nobody watches.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Introduction } from './bare-socket.ts'
import { DOCUMENTS, type DocumentName } from './documents.ts'
import { type Place, prepareProject, publishChanges } from './project.ts'
import { post } from './post.ts'
import { type ServerProcess, startProcess } from './server-process.ts'

export const PROJECTS = { watched: 'watched', quiet: 'quiet' }

export interface Contender {
  readonly name: string
  /** Starts it with its projects; what it keeps is in `folder`. */
  start(folder: string): Promise<Rival>
}

/** A contender that runs. */
export interface Rival {
  readonly name: string
  readonly process: ServerProcess
  /** How one more subscriber of the watched project introduces itself. */
  introduce(document: DocumentName): Introduction
  /** Publishes in one turn of the event loop as many changes as there are texts. The raw server sends the texts themselves. */
  publish(project: string, texts: readonly string[]): Promise<void>
}

/** A server that speaks GraphQL, and that can be killed and started again on what it keeps in `folder`. */
export interface GraphqlServer {
  readonly name: string
  /** Port 0 is a free one. */
  serve(folder: string, port: number): Promise<{ readonly process: ServerProcess; readonly place: Place }>
}

const SIGNALBOX_PROGRAM = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const PLAIN_YOGA_PROGRAM = fileURLToPath(new URL('../support/plain-yoga.ts', import.meta.url))
const DELIVERY_PROGRAM = fileURLToPath(new URL('delivery-server.ts', import.meta.url))
const RAW_WS_PROGRAM = fileURLToPath(new URL('../support/raw-ws.ts', import.meta.url))

/** signalbox as its users run it, on SQLite. */
export const SIGNALBOX: GraphqlServer = {
  name: 'signalbox',
  async serve(folder, port) {
    const data = join(folder, 'data')
    const words = ['serve', '--data-dir', data, '--port', String(port), '--log-level', 'silent']
    const process = await startProcess([SIGNALBOX_PROGRAM, ...words], folder)
    return { process, place: { url: process.url, token: (await readFile(join(data, 'owner-token'), 'utf8')).trim() } }
  },
}

/** What Yoga's documentation makes of the same schema. */
export const PLAIN_YOGA: GraphqlServer = {
  name: 'Yoga + graphql-ws',
  async serve(folder, port) {
    const words = ['--port', String(port), '--data', join(folder, 'changes.jsonl')]
    const process = await startProcess([PLAIN_YOGA_PROGRAM, ...words], folder)
    return { process, place: { url: process.url, token: null } }
  },
}

export const signalbox = overGraphql(SIGNALBOX)
export const plainYoga = overGraphql(PLAIN_YOGA)

/** The least that can be: the bytes that signalbox sends, in a loop of `socket.send`. */
export const rawWs: Contender = {
  name: 'raw ws',
  async start(folder) {
    const process = await startProcess([RAW_WS_PROGRAM], folder)
    return {
      name: 'raw ws',
      process,
      introduce: () => ({ url: process.url, path: `/${PROJECTS.watched}`, headers: [], messages: [] }),
      publish: async (project, texts) => {
        await post(`${process.url}/${project}`, texts)
      },
    }
  },
}

/** signalbox without the cost of its changes: see delivery-server.ts. */
export const deliveryAlone: Contender = {
  name: 'signalbox, delivery alone',
  async start(folder) {
    const process = await startProcess([DELIVERY_PROGRAM, folder], folder)
    const place = (await (await fetch(process.url)).json()) as Place
    return {
      name: 'signalbox, delivery alone',
      process,
      introduce: (document) => introduction(place, document),
      publish: async (project, texts) => {
        await post(`${process.url}/${project}`, texts)
      },
    }
  },
}

function introduction(place: Place, document: DocumentName): Introduction {
  const authorization = place.token === null ? [] : [`Authorization: Bearer ${place.token}`]
  const payload = { query: DOCUMENTS[document], variables: { project: PROJECTS.watched } }
  return {
    url: place.url,
    path: '/graphql',
    headers: ['Sec-WebSocket-Protocol: graphql-transport-ws', ...authorization],
    messages: [JSON.stringify({ type: 'connection_init' }), JSON.stringify({ id: randomUUID(), type: 'subscribe', payload })],
  }
}

function overGraphql({ name, serve }: GraphqlServer): Contender {
  return {
    name,
    async start(folder) {
      const { process, place } = await serve(folder, 0)
      const repository = join(folder, 'repository')
      await mkdir(repository)
      for (const project of Object.values(PROJECTS)) await prepareProject(place, project, repository)
      let turn = 0
      return {
        name,
        process,
        introduce: (document) => introduction(place, document),
        publish: (project, texts) => publishChanges(place, project, texts.length, turn++),
      }
    },
  }
}
