/** Deliverers on a database, with a clock that is set by hand and receivers that are real servers. */
import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import type { WebhookEvent } from '../../src/domain/webhook.ts'
import { encodeCursor } from '../../src/graphql/cursor.ts'
import { encodeGlobalId } from '../../src/graphql/global-id.ts'
import { advanceRun } from '../../src/services/run.ts'
import { createWebhook } from '../../src/services/webhook.ts'
import { type Deliverer, startDeliverer } from '../../src/webhooks/deliverer.ts'
import type { DelivererOptions } from '../../src/webhooks/options.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { openReceiver, type Receiver } from '../support/receiver.ts'
import { createTestProject, dispatchTestRun, injectTestUnits, OPERATOR, type TestServices, testServices } from '../support/units.ts'

export class ManualClock {
  #now = Date.now()
  readonly #timers = new Set<{ readonly ms: number; readonly callback: () => void }>()
  readonly #waiting = new Set<() => void>()

  readonly now = (): Date => new Date(this.#now)

  readonly after = (ms: number, callback: () => void): (() => void) => {
    const timer = { ms, callback }
    this.#timers.add(timer)
    for (const look of this.#waiting) look()
    return () => void this.#timers.delete(timer)
  }

  /** How long what waits has to wait, in milliseconds. */
  get waits(): number[] {
    return [...this.#timers].map(({ ms }) => ms)
  }

  /** Resolves when something waits for exactly so long; then that time is over. */
  async pass(ms: number): Promise<void> {
    for (;;) {
      const timer = [...this.#timers].find((candidate) => candidate.ms === ms)
      if (timer) {
        this.#timers.delete(timer)
        this.#now += ms
        return timer.callback()
      }
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }
}

export interface Stage {
  readonly store: TestStore
  readonly services: TestServices
  readonly projectId: string
  readonly clock: ManualClock
  readonly receiver: Receiver
  /** Where webhooks may be sent to: the receiver, until a test changes it. */
  readonly allowed: string[]
  /** What was logged. */
  readonly log: Record<string, unknown>[]
  /** How each attempt went. */
  readonly outcomes: string[]
  readonly options: DelivererOptions
  /** A deliverer as another server would have it; the end of the test stops it. */
  start(changed?: Partial<DelivererOptions>): Promise<Deliverer>
  /** A webhook to the receiver, unless another address is given. Answers with its id and its secret. */
  add(events?: readonly WebhookEvent[], url?: string): Promise<{ id: string; secret: string }>
  /** Resolves with the row of a webhook when it is as `isSo` says. */
  until(id: string, isSo: (row: Row) => boolean): Promise<Row>
  /** Resolves when a line is logged that is as `isSo` says. */
  logged(isSo: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>
}

export type Row = Awaited<ReturnType<TestStore['read']['webhook']['findUniqueOrThrow']>>

/** With the project `demo`. Every retry is made after 7/8 of its longest time. */
export async function makeStage(): Promise<Stage> {
  const clock = new ManualClock()
  const receiver = await openReceiver()
  const store = await openTestStore({ now: clock.now })
  const allowed = [receiver.authority]
  const services = testServices(store, { now: clock.now, allowedWebhooks: allowed })
  const { id: projectId } = await createTestProject(store)
  const log: Record<string, unknown>[] = []
  const outcomes: string[] = []
  const listeners = new Set<() => void>()
  const sink = {
    write(line: string) {
      log.push(JSON.parse(line))
      for (const listener of listeners) listener()
    },
  }
  const options: DelivererOptions = {
    services,
    serverId: 'here',
    exclusive: true,
    version: '1.2.3',
    api: { cursor: encodeCursor, globalId: encodeGlobalId },
    after: clock.after,
    random: () => 0.25,
    log: pino({}, sink),
    onOutcome: (outcome) => void outcomes.push(outcome),
  }
  const logged: Stage['logged'] = async (isSo) => {
    for (;;) {
      const line = log.find(isSo)
      if (line) return line
      await new Promise<void>((resolve) => listeners.add(resolve))
    }
  }
  return {
    ...{ store, services, projectId, clock, receiver, allowed, log, outcomes, options, logged },
    async start(changed = {}) {
      const deliverer = await startDeliverer({ ...options, serverId: randomUUID(), ...changed })
      onTestFinished(deliverer.stop)
      return deliverer
    },
    async add(events = ['ATTENTION_OPENED', 'UNIT_DONE', 'RUN_FAILED'], url = receiver.url) {
      const { id } = await createWebhook(services, OPERATOR, { project: 'demo', url, events })
      return store.read.webhook.findUniqueOrThrow({ where: { id }, select: { id: true, secret: true } })
    },
    async until(id, isSo) {
      for (;;) {
        const seen = log.length
        const row = await store.read.webhook.findUniqueOrThrow({ where: { id } })
        if (isSo(row)) return row
        // Whatever is written of a delivery is logged after it.
        await logged((line) => log.indexOf(line) >= seen)
      }
    },
  }
}

/** Injects a chunk and runs it to its end: as one that is DONE, or one that failed and needs attention. */
export async function runUnit(services: TestServices, chunk: string, end: 'DONE' | 'FAILED'): Promise<void> {
  const { [chunk]: unitId = '' } = await injectTestUnits(services, 'demo', [chunk])
  const { runId } = await dispatchTestRun(services, 'demo', unitId)
  await advanceRun(services, { project: 'demo', unitId, runId }, (_, { generation }) => {
    if (end === 'DONE') return { event: { type: 'finishPhase', generation, phases: ['IMPLEMENT'] }, reason: 'IMPLEMENT is finished' }
    const item = { id: randomUUID(), kind: 'AGENT_FAILED' as const, prompt: `IMPLEMENT of ${chunk} failed.` }
    return {
      event: { type: 'flag', generation, items: [item], end: { outcome: 'FAILED', exitCode: 3, failure: 'It exited with 3.' } },
      reason: 'the agent failed',
    }
  })
}
