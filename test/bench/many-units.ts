/** A project of thousands of units, of which some wait for others, and somebody who changes them at an even pace: what they are, and where they stand. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createEmptyProject, type Place, request } from './project.ts'

const AT_ONCE = 1_000
const PHASES = ['IMPLEMENT', 'REBASE', 'REVIEW', 'COMPLETE']
const chunkAt = (index: number): string => `chunk-${String(index).padStart(5, '0')}`

/** The project is paused: nothing is dispatched, and only the bench changes it. Every fourth unit waits for the one before it. */
export async function prepareManyUnits(place: Place, project: string, folder: string, units: number): Promise<void> {
  await createEmptyProject(place, project, folder)
  await request(place, 'mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { cursor } }', {
    input: { key: project, paused: true },
  })
  for (let from = 0; from < units; from += AT_ONCE) {
    const workUnits = Array.from({ length: Math.min(AT_ONCE, units - from) }, (_, index) => ({
      chunk: chunkAt(from + index),
      title: `Let the reader see what unit ${from + index} is about`,
      phase: PHASES[(from + index) % PHASES.length],
      ...(index % 4 === 3 ? { dependsOn: [chunkAt(from + index - 1)] } : {}),
    }))
    await request(place, 'mutation ($input: InjectWorkUnitsInput!) { injectWorkUnits(input: $input) { cursor } }', {
      input: { project, workUnits },
    })
  }
}

/** In one request, one after the other: a change each. */
const BATCH = [
  ['a', 'Prioritize'],
  ['b', 'Hold'],
  ['c', 'Rewind'],
  ['d', 'Complete'],
  ['e', 'Prioritize'],
] as const
const OPERATION = `mutation (${BATCH.map(([name, verb]) => `$${name}: ${verb}WorkUnitInput!`).join(', ')}) {
  ${BATCH.map(([name, verb]) => `${name}: ${verb.toLowerCase()}WorkUnit(input: $${name}) { cursor }`).join('\n  ')}
}`
const PRIORITIZE = `mutation (${BATCH.map(([name]) => `$${name}: PrioritizeWorkUnitInput!`).join(', ')}) {
  ${BATCH.map(([name]) => `${name}: prioritizeWorkUnit(input: $${name}) { cursor }`).join('\n  ')}
}`

export class ManyChanges {
  /** How many have been made. */
  made = 0
  readonly #place: Place
  readonly #project: string
  readonly #units: number
  readonly #perSecond: number

  constructor(place: Place, project: string, units: number, perSecond: number) {
    this.#place = place
    this.#project = project
    this.#units = units
    this.#perSecond = perSecond
  }

  /** Resolves after that time, when the last one is answered. A request is made when it is its turn, whether those before are answered or not. */
  async run(seconds: number): Promise<void> {
    const start = performance.now()
    const requests: Promise<void>[] = []
    const turns = Math.ceil((seconds * this.#perSecond) / BATCH.length)
    for (let turn = 0; turn < turns; turn += 1) {
      await sleep(Math.max(0, start + (turn * BATCH.length * 1_000) / this.#perSecond - performance.now()))
      requests.push(this.#change(turn))
    }
    await Promise.all(requests)
  }

  /** Units from all over the project, each at most once before all others have had a turn; from then on there are only priorities left to change. */
  async #change(turn: number): Promise<void> {
    const isFirstLap = (turn + 1) * BATCH.length <= this.#units
    const inputs = BATCH.map(([name, verb], index) => {
      const at = ((turn * BATCH.length + index) * 7_919) % this.#units
      const unit = { project: this.#project, chunk: chunkAt(at) }
      if (!isFirstLap || verb === 'Prioritize') return [name, { ...unit, priority: 1 + (turn % 999) }]
      if (verb === 'Rewind') return [name, { ...unit, phase: 'PLAN' }]
      return [name, verb === 'Complete' ? { ...unit, reason: 'The bench says so.' } : unit]
    })
    await request(this.#place, isFirstLap ? OPERATION : PRIORITIZE, Object.fromEntries(inputs))
    this.made += BATCH.length
  }
}

/** Status and block of each chunk, in the page's words. */
export type States = ReadonlyMap<string, string>

interface Page {
  readonly nodes: readonly { readonly chunk: string; readonly status: string; readonly phase: string }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

export async function readStates(place: Place, project: string): Promise<States> {
  const query = `query ($project: String!, $after: String) { project(key: $project) {
    workUnits(first: 500, after: $after) { nodes { chunk status phase } pageInfo { hasNextPage endCursor } } } }`
  const states = new Map<string, string>()
  for (let after: string | null = null, goesOn = true; goesOn;) {
    const data: { project: { workUnits: Page } } = await request(place, query, { project, after })
    const { nodes, pageInfo } = data.project.workUnits
    for (const { chunk, status, phase } of nodes) {
      const block = status === 'DONE' ? status : phase
      states.set(chunk, `${status} in ${block[0]}${block.slice(1).toLowerCase()}`)
    }
    after = pageInfo.endCursor
    goesOn = pageInfo.hasNextPage
  }
  return states
}
