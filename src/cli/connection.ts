/** Finds the server that a command talks to. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerPlace } from '../config.ts'
import { NoServerError } from './errors.ts'

export interface Connection {
  /** The address of its GraphQL API over HTTP. */
  readonly url: string
  readonly token: string
}

/** Reads where the server of a data folder is now: it may have moved since the last look. Throws a NoServerError where none is announced. */
export async function findServer(place: ServerPlace): Promise<Connection> {
  if ('url' in place) return { url: graphqlAddress(place.url), token: place.token }
  const announcement = await read(join(place.dataDir, 'server.json'))
  const token = await read(join(place.dataDir, 'owner-token'))
  if (announcement === null || token === null) {
    throw new NoServerError(
      `no server is running in ${place.dataDir}. Start one with 'signalbox serve', or name its data folder with --data-dir, or its address with SIGNALBOX_URL and SIGNALBOX_TOKEN.`,
    )
  }
  return { url: graphqlAddress(addressIn(announcement, place.dataDir)), token: token.trim() }
}

/** Takes the server's address with and without the path of the API. */
function graphqlAddress(address: string): string {
  const url = new URL(address)
  if (!/\/graphql\/?$/.test(url.pathname)) url.pathname = `${url.pathname.replace(/\/$/, '')}/graphql`
  return url.href
}

/** The text of a file, or null where there is none. */
async function read(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new NoServerError(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function addressIn(announcement: string, dataDir: string): string {
  const facts = parse(announcement)
  if (typeof facts === 'object' && facts !== null && 'url' in facts && typeof facts.url === 'string' && URL.canParse(facts.url))
    return facts.url
  throw new NoServerError(`${join(dataDir, 'server.json')} has no address in it. Start the server again.`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
