/** A group with nothing around it but a log and clients. Nothing here depends on a clock, so a seed replays a run. */
import type { Scheduler } from 'fast-check'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { LogSubscription } from '../../src/graphql/log-subscription.ts'
import { Group } from '../../src/server/fan-out/group.ts'
import { Budget } from '../../src/server/fan-out/recent-results.ts'
import { GroupClient, type Pace } from './group-client.ts'
import { Fault, SlowLog } from './slow-log.ts'

/** More than all results together take, in bytes. */
const BUDGET = 1024 * 1024

export interface StageOptions {
  readonly hasTail: boolean
  /** Which numbers the subscribers want. */
  readonly isWanted: (number: number) => boolean
}

export class Stage {
  readonly scheduler: Scheduler
  readonly log: SlowLog
  readonly group: Group
  readonly clients: GroupClient[] = []
  readonly isWanted: (number: number) => boolean
  /** How often each number has been executed with success. */
  readonly executions = new Map<number, number>()
  /** So many executions fail from now on. */
  failures = 0

  constructor(scheduler: Scheduler, { hasTail, isWanted }: StageOptions) {
    this.scheduler = scheduler
    this.isWanted = isWanted
    this.log = new SlowLog(scheduler, hasTail)
    const subscription = new LogSubscription<unknown>({
      log: this.log,
      source: 'numbers',
      position: 0,
      isWanted: (number) => isWanted(Number(number)),
      resumeAfter: (number) => `after ${String(number)}`,
    })
    this.group = new Group(
      'numbers',
      subscription,
      (number) => this.#execute(Number(number)),
      new Budget(BUDGET),
      () => undefined,
    )
  }

  async #execute(number: number): Promise<Buffer> {
    await this.scheduler.schedule(Promise.resolve(), `execute ${number}`)
    if (this.failures > 0) {
      this.failures -= 1
      throw new Fault('The operation cannot be executed.')
    }
    this.executions.set(number, (this.executions.get(number) ?? 0) + 1)
    return Buffer.from(`result ${number}`)
  }

  /** `part` of the log is behind it: 0 is the beginning, 1 the head. */
  join(part: number, pace: Pace): void {
    this.clients.push(new GroupClient(this, Math.round(this.log.length * part), pace))
  }

  /** Resolves when nobody does anything any more. */
  async rest(): Promise<void> {
    let stillTurns = 0
    for (let turns = 0; stillTurns < 12; turns += 1) {
      if (turns === 20_000) throw new Error('It never comes to rest.')
      stillTurns = this.scheduler.count() === 0 ? stillTurns + 1 : 0
      await nextTurn()
    }
  }

  /** What a client that is still there must have. */
  due({ start }: GroupClient): number[] {
    return Array.from({ length: this.log.length - start }, (_, index) => start + index + 1).filter(this.isWanted)
  }
}
