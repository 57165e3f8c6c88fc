/**
 * The promise to whoever subscribes, on real servers, databases and connections: whatever is changed, cut and restarted, everybody ends with what
 * the database says, and got each change once and in order. To see a failure again, put the `seed` and `path` that it
 * prints beside `numRuns`; to search longer, raise that.
 */
import fc from 'fast-check'
import { expect, inject, it } from 'vitest'
import { type Place, post } from '../../system/world.ts'
import { Cluster } from './cluster.ts'
import { FollowingClient } from './following-client.ts'
import { queueIn, readHead, takePicture } from './picture.ts'
import { PlainClient } from './plain-client.ts'
import { type Mutation, schedule, type Step } from './schedule.ts'

const RUNS = { SQLITE: 8, POSTGRESQL: 5 }

/** What a mutation may be told that was made up without a look at the units. */
const REFUSALS = new Set(['NOT_FOUND', 'DUPLICATE_CHUNK', 'DEPENDENCY_CYCLE', 'ILLEGAL_TRANSITION', 'VALIDATION_FAILED'])

class Run {
  readonly #cluster: Cluster
  readonly #project: string
  readonly #clients: (PlainClient | FollowingClient)[] = []
  /** Where each client connects to. */
  readonly #servers: number[] = []
  readonly #complaints: string[] = []

  constructor(cluster: Cluster, project: string) {
    this.#cluster = cluster
    this.#project = project
  }

  async step(step: Step): Promise<unknown> {
    const index = 'client' in step ? step.client % this.#clients.length : this.#clients.length
    const client = this.#clients[index]
    switch (step.do) {
      case 'mutate':
        if (step.atOnce) return Promise.all(step.mutations.map((mutation) => this.#mutate(step.server, mutation)))
        for (const mutation of step.mutations) await this.#mutate(step.server, mutation)
        return
      case 'join': {
        this.#servers.push(step.server)
        const place = (): Place => this.#cluster.place(this.#servers[index] ?? 0)
        const options = { name: `client ${index}`, project: this.#project, place }
        this.#clients.push(step.kind === 'plain' ? new PlainClient(options) : new FollowingClient(options))
        for (const mutation of step.meanwhile) await this.#mutate(step.server + 1, mutation)
        return
      }
      case 'cut':
        this.#servers[index] = step.server
        if (step.staysAway) client?.goAway()
        return client?.cut(step.after)
      case 'come back':
        return client?.comeBack()
      case 'restart': {
        const mutations = step.meanwhile.map((mutation) => this.#mutate(step.server, mutation, { mayBeLost: true }))
        await this.#cluster.restart(step.server)
        return Promise.all(mutations)
      }
      case 'settle':
        return this.#settle()
    }
  }

  /** After the faults: everybody comes back. */
  async end(): Promise<void> {
    for (const client of this.#clients) client.cut(Infinity)
    await this.#settle()
    const truth = await takePicture(this.#cluster.place(0), this.#project)
    for (const { picture, complaints } of this.#clients) {
      expect(complaints).toEqual([])
      expect(picture?.units).toEqual(truth.units)
      expect(picture && queueIn(picture)).toEqual(truth.queue)
    }
    expect(this.#complaints).toEqual([])
  }

  stop(): void {
    for (const client of this.#clients) client.stop()
  }

  async #settle(): Promise<void> {
    for (const client of this.#clients) client.comeBack()
    const { sequence } = await readHead(this.#cluster.place(0), this.#project)
    await Promise.all(this.#clients.map((client) => client.reached(sequence)))
  }

  /** One that is made while its server stops may be lost, or done and its answer lost. */
  async #mutate(server: number, { name, input }: Mutation, { mayBeLost = false } = {}): Promise<void> {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`
    const query = `mutation ($input: ${type}!) { ${name}(input: $input) { cursor } }`
    try {
      const { errors = [] } = await post(this.#cluster.place(server), query, { input: { ...input, project: this.#project } })
      const unexpected = errors.filter(({ extensions }) => !REFUSALS.has(extensions?.code ?? '') && !mayBeLost)
      this.#complaints.push(...unexpected.map(({ message }) => `${name}: ${message}`))
    } catch (error) {
      if (!mayBeLost) throw error
    }
  }
}

it('whatever is changed, cut and restarted, every client gets each change once and in order, and ends with what the database has', async () => {
  const cluster = await Cluster.start()
  let runs = 0
  await fc.assert(
    fc.asyncProperty(schedule, async (steps) => {
      const project = `run-${(runs += 1)}`
      await cluster.createProject(project)
      const run = new Run(cluster, project)
      try {
        for (const step of steps) await run.step(step)
        await run.end()
      } finally {
        run.stop()
      }
    }),
    { numRuns: RUNS[inject('database')], endOnFailure: true },
  )
}, 300_000)
