/** A project with some work units, made and changed over the API: the same operations for signalbox and for the plain GraphQL server. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { post } from './post.ts'

const UNITS = 20

export interface Place {
  readonly url: string
  readonly token: string | null
}

/** One operation over HTTP that must succeed. */
export async function request<T>({ url, token }: Place, query: string, variables: object): Promise<T> {
  const answer = await post(`${url}/graphql`, { query, variables }, token === null ? {} : { authorization: `Bearer ${token}` })
  const { data, errors } = JSON.parse(answer) as { data?: T; errors?: unknown }
  if (errors || !data) throw new Error(`${url} refuses: ${JSON.stringify(errors)}`)
  return data
}

/** A project of 20 units on a new repository in `repository`. They are held: nothing is dispatched, and only the bench changes them. */
export async function prepareProject(place: Place, key: string, repository: string): Promise<void> {
  await createEmptyProject(place, key, repository)
  await inject(
    place,
    key,
    Array.from({ length: UNITS }, (_, index) => `chunk-${index}`),
  )
}

/** A project without units, on a new repository in `repository`. */
export async function createEmptyProject(place: Place, key: string, repository: string): Promise<void> {
  if (!existsSync(join(repository, '.git'))) {
    const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.org']
    await execa('git', ['init', '--quiet', '--template=', '--initial-branch=main'], { cwd: repository })
    await execa('git', [...identity, 'commit', '--quiet', '--allow-empty', '-m', 'first'], { cwd: repository })
  }
  const agent = { driver: 'COMMAND', command: ['true'] }
  await request(place, 'mutation ($input: CreateProjectInput!) { createProject(input: $input) { cursor } }', {
    input: { key, repositoryPath: repository, agent },
  })
}

/** One change is a new priority; several at once are as many new units, injected in one transaction. `turn` counts the calls. */
export async function publishChanges(place: Place, project: string, count: number, turn: number): Promise<void> {
  if (count > 1)
    await inject(
      place,
      project,
      Array.from({ length: count }, (_, index) => `more-${turn}-${index}`),
    )
  else await prioritize(place, project, turn)
}

/** Each unit in its turn, each time with another priority. */
export async function prioritize(place: Place, project: string, turn: number): Promise<void> {
  await request(place, 'mutation ($input: PrioritizeWorkUnitInput!) { prioritizeWorkUnit(input: $input) { cursor } }', {
    input: { project, chunk: `chunk-${turn % UNITS}`, priority: 1 + (Math.floor(turn / UNITS) % 999) },
  })
}

/** The sequence of the last change. */
export async function readSequence(place: Place, project: string): Promise<number> {
  const query = 'query ($project: String!) { project(key: $project) { sequence } }'
  return (await request<{ project: { sequence: number } }>(place, query, { project })).project.sequence
}

export interface UnitState {
  readonly revision: number
  readonly priority: number
}

export interface Snapshot {
  readonly cursor: string
  readonly sequence: number
  readonly units: Map<string, UnitState>
}

/** The state of all units by their chunks, with the position in the log that it is not older than. */
export async function readUnits(place: Place, project: string): Promise<Snapshot> {
  const data = await request<{
    project: { cursor: string; sequence: number; workUnits: { nodes: (UnitState & { chunk: string })[] } }
  }>(
    place,
    'query ($project: String!) { project(key: $project) { cursor sequence workUnits(first: 500) { nodes { chunk revision priority } } } }',
    { project },
  )
  const { cursor, sequence, workUnits } = data.project
  return { cursor, sequence, units: new Map(workUnits.nodes.map(({ chunk, revision, priority }) => [chunk, { revision, priority }])) }
}

async function inject(place: Place, project: string, chunks: readonly string[]): Promise<void> {
  const workUnits = chunks.map((chunk) => ({ chunk, title: `Let the reader see what ${chunk} is about`, held: true }))
  await request(place, 'mutation ($input: InjectWorkUnitsInput!) { injectWorkUnits(input: $input) { cursor } }', {
    input: { project, workUnits },
  })
}
