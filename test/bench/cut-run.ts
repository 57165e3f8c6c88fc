/**
 * One run of the cuts against one server. Every socket is terminated after a while and its client stays away for a while, both drawn
 * from a seed; changes go on meanwhile. In the middle the server is killed. At the end the cuts stop, whoever is away comes back, and
 * each client's model is compared with the database. The profile is that of anycable/nodejs-websocket-bench.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { GraphqlServer } from './contenders.ts'
import { CutClient } from './cut-client.ts'
import type { Cuts } from './figure.ts'
import { prepareProject, readUnits, type Snapshot } from './project.ts'
import { randomFrom } from './random.ts'
import { percentile } from './statistics.ts'
import { SteadyChanges } from './steady-changes.ts'

const PROJECT = 'watched'
/** How long the clients have to get the last of it when the cuts are over. */
const GRACE_MS = 5_000

export interface Outcome {
  readonly name: string
  readonly clients: number
  readonly changes: number
  readonly connections: number
  /** Updates that should have come, over all clients. */
  readonly due: number
  readonly lost: number
  readonly clientsThatLost: number
  readonly twice: number
  readonly backwards: number
  readonly equal: number
  /** Milliseconds; null where no client ever caught up. */
  readonly caughtUp: { readonly times: number; readonly p50: number; readonly p99: number; readonly most: number } | null
  readonly refusals: readonly string[]
}

export async function runCuts(server: GraphqlServer, profile: Cuts, tell: (line: string) => void): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'))
  let served = await server.serve(folder, 0)
  const { place } = served
  const clients: CutClient[] = []
  try {
    const repository = join(folder, 'repository')
    await mkdir(repository)
    await prepareProject(place, PROJECT, repository)

    const random = randomFrom(profile.seed)
    const between = ([from, to]: readonly [number, number]): number => 1000 * (from + (to - from) * random())
    const changes = new SteadyChanges(place, PROJECT, profile.changesPerSecond)
    const weather = { alive: () => between(profile.alive), away: () => between(profile.away), head: () => changes.head }
    tell(`cuts of ${server.name}: ${profile.clients} clients come`)
    for (let client = 0; client < profile.clients; client += 1) clients.push(await CutClient.open(place, PROJECT, weather))
    await until(() => clients.every(({ isConnected }) => isConnected), GRACE_MS)

    tell(`cuts of ${server.name}: ${profile.seconds} seconds of changes and cuts`)
    changes.start()
    await sleep(profile.seconds * 500)
    tell(`cuts of ${server.name}: killed, and started again`)
    await served.process.kill()
    served = await server.serve(folder, Number(new URL(place.url).port))
    await sleep(profile.seconds * 500)
    await changes.stop()
    for (const client of clients) client.leaveAlone()
    const truth = await readUnits(place, PROJECT)
    await until(() => clients.every((client) => client.hasAll(truth.sequence)), GRACE_MS)
    return judge(server.name, clients, truth.sequence - changes.first, truth)
  } finally {
    await Promise.all(clients.map((client) => client.close()))
    await served.process.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function judge(name: string, clients: readonly CutClient[], changes: number, { sequence, units }: Snapshot): Outcome {
  const sum = (of: (client: CutClient) => number): number => clients.reduce((total, client) => total + of(client), 0)
  const isTrue = (client: CutClient): boolean => isDeepStrictEqual(client.units, units)
  const times = clients.flatMap(({ catchUps }) => catchUps)
  return {
    name,
    clients: clients.length,
    changes,
    connections: sum((client) => client.connections),
    due: changes * clients.length,
    lost: sum((client) => client.lost(sequence)),
    clientsThatLost: clients.filter((client) => client.lost(sequence) > 0).length,
    twice: sum((client) => client.twice),
    backwards: sum((client) => client.backwards),
    equal: clients.filter(isTrue).length,
    caughtUp:
      times.length === 0
        ? null
        : { times: times.length, p50: percentile(times, 0.5), p99: percentile(times, 0.99), most: Math.max(...times) },
    refusals: clients.flatMap(({ refusals }) => refusals),
  }
}

/** Waits until it is so, or for `patience` milliseconds at most. */
async function until(isSo: () => boolean, patience: number): Promise<void> {
  for (const deadline = performance.now() + patience; !isSo() && performance.now() < deadline;) await sleep(10)
}
