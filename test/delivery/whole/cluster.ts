/** Servers in this process, on one database, that can be stopped and started again: one on SQLite, two on PostgreSQL. */
import { join } from 'node:path'
import { inject, onTestFinished } from 'vitest'
import type { Config } from '../../../src/config.ts'
import { type Running, start } from '../../../src/main.ts'
import { temporaryFolder } from '../../support/database.ts'
import { ask, CREATE_PROJECT, makeHome, makeRepository, type Place } from '../../system/world.ts'

interface Seat {
  readonly config: Config
  running: Running
}

export class Cluster {
  readonly #seats: Seat[]
  readonly #repositoryPath: string

  private constructor(seats: Seat[], repositoryPath: string) {
    this.#seats = seats
    this.#repositoryPath = repositoryPath
  }

  /** Gone when the test is. */
  static async start(): Promise<Cluster> {
    const home = await makeHome()
    const dataDirs = inject('database') === 'SQLITE' ? [home.dataDir] : [home.dataDir, join(await temporaryFolder(), 'data')]
    const seats: Seat[] = []
    for (const dataDir of dataDirs) {
      const config: Config = {
        ...home,
        dataDir,
        host: '127.0.0.1',
        port: 0,
        allowedHosts: [],
        retainChanges: { keep: 'ALL' },
        allowedWebhooks: [],
        logLevel: 'silent',
        open: false,
        version: 'test',
      }
      const seat = { config, running: await start(config) }
      onTestFinished(() => seat.running.stop())
      seats.push(seat)
    }
    return new Cluster(seats, await makeRepository())
  }

  /** Where a server listens now; any number names one. */
  place(server: number): Place {
    return this.#seat(server).running
  }

  async restart(server: number): Promise<void> {
    const seat = this.#seat(server)
    await seat.running.stop()
    seat.running = await start(seat.config)
  }

  /** A project in which nothing happens by itself. */
  async createProject(key: string): Promise<void> {
    const agent = { driver: 'COMMAND', command: ['true'] }
    await ask(this.place(0), CREATE_PROJECT, { input: { key, repositoryPath: this.#repositoryPath, phases: ['IMPLEMENT'], agent } })
    await ask(this.place(0), 'mutation ($key: String!) { updateProject(input: { key: $key, paused: true }) { cursor } }', { key })
  }

  #seat(server: number): Seat {
    const seat = this.#seats[server % this.#seats.length]
    if (!seat) throw new Error('A cluster has one server at least.')
    return seat
  }
}
