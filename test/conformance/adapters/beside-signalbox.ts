/** What happens to a signalbox server from beside it: through its database, and through an agent of its own. */
import { createHash, randomUUID } from 'node:crypto'
import { watch } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { ask } from '../api.ts'
import type { Place } from '../server-under-test.ts'
import type { Location } from '../../../src/store/clients.ts'
import { openStore, type Store } from '../../../src/store/open.ts'

async function withStore<T>(location: Location, work: (store: Store) => Promise<T>): Promise<T> {
  const errors: unknown[] = []
  const store = await openStore({ location, now: () => new Date(), newId: randomUUID, onError: (error) => errors.push(error) })
  let result: T
  try {
    result = await work(store)
  } finally {
    await store.close()
  }
  if (errors.length > 0) throw errors[0]
  return result
}

/** Lets all changes expire but the newest of each project, as retention would in an hour. */
export function expire(location: Location): Promise<void> {
  return withStore(location, (store) => store.trim({ keep: 'NUMBER', changes: 1 }, new Date(Date.now() + 3_600_000)))
}

/** A new token that may see everything and change nothing. */
export async function viewerToken(location: Location): Promise<string> {
  const token = randomUUID()
  const [name, hash] = [`viewer-${token}`, createHash('sha256').update(token).digest('hex')]
  const always = { createdBy: null, expiresAt: null, revokedAt: null }
  await withStore(location, (store) =>
    store.tokens.change(name, undefined, (_known, at) => ({
      token: { name, role: 'VIEWER', hash, createdAt: at, ...always },
      answer: {},
      isNews: false,
    })),
  )
  return token
}

const CREATE_PROJECT = 'mutation ($input: CreateProjectInput!) { createProject(input: $input) { cursor } }'
const INJECT = 'mutation ($input: InjectWorkUnitsInput!) { injectWorkUnits(input: $input) { cursor } }'
const CANCEL = 'mutation ($input: CancelWorkUnitInput!) { cancelWorkUnit(input: $input) { cursor } }'

/** The token of a run, which is good for two mutations of that run: an agent writes it down and waits until its run is cancelled. */
export async function stranger(place: Place, repositoryPath: string, folder: string): Promise<{ token: string; leave(): Promise<void> }> {
  const project = `stranger-${randomUUID().slice(0, 8)}`
  const file = `${folder}/${project}`
  await writeFile(file, '')
  const program = `require('node:fs').writeFileSync(${JSON.stringify(file)}, process.env.SIGNALBOX_TOKEN); setInterval(() => {}, 60_000)`
  const agent = { driver: 'COMMAND', command: [process.execPath, '-e', program] }
  await ask(place, CREATE_PROJECT, { input: { key: project, repositoryPath, agent } })
  const written = nextText(file)
  await ask(place, INJECT, { input: { project, workUnits: [{ chunk: 'agent' }] } })
  return { token: await written, leave: async () => void (await ask(place, CANCEL, { input: { project, chunk: 'agent' } })) }
}

/** What is written into an empty file. */
function nextText(file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const watcher = watch(file, () => {
      readFile(file, 'utf8').then((text) => {
        if (text === '') return
        watcher.close()
        resolve(text)
      }, reject)
    })
  })
}
