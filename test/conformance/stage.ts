/** What a case has in hand: verbs that change a project and watch it, so that a case reads like a sentence. */
import { ask, type Snapshot, snapshot } from './api.ts'
import { type Document, PLAIN } from './documents.ts'
import { judge } from './judge.ts'
import { type Fact, Ledger } from './ledger.ts'
import { Observer } from './observer.ts'
import type { Faults, Place, ServerUnderTest } from './server-under-test.ts'
import { Wire } from './wire.ts'

interface Wish {
  /** `head`: after the cursor of a snapshot taken now. `start`: the whole history. `none`: without a cursor. Else after that event. `head` by default. */
  readonly after?: 'head' | 'start' | 'none' | { readonly cursor: string; readonly sequence: number | null }
  /** Whether changes are in flight while it subscribes, so that only the server knows where a subscription without a cursor begins. */
  readonly isRacing?: boolean
  readonly document?: Document
  readonly chunks?: readonly string[]
  readonly id?: string
  /** A connection that others use too; one of its own by default. */
  readonly on?: Wire
  /** Where to connect to; the server by default. */
  readonly at?: Place
  /** A proxy on the way. */
  readonly through?: string
}

const INJECT = 'mutation ($input: InjectWorkUnitsInput!) { injectWorkUnits(input: $input) { workUnits { chunk revision priority } } }'
const DELETE = 'mutation ($input: DeleteWorkUnitInput!) { deleteWorkUnit(input: $input) { workUnitId } }'
export const PRIORITIZE =
  'mutation ($input: PrioritizeWorkUnitInput!) { prioritizeWorkUnit(input: $input) { workUnit { chunk revision priority } } }'

export class Stage {
  readonly project: string
  readonly ledger = new Ledger()
  readonly #server: ServerUnderTest
  readonly #observers: Observer[] = []
  readonly #wires: Wire[] = []
  readonly #undo: (() => void)[] = []

  /** `project` is a key of a project that is empty, or not there yet. */
  constructor(server: ServerUnderTest, project: string) {
    this.#server = server
    this.project = project
  }

  get place(): Place {
    return this.#server.place()
  }

  /** A fault that the case says it needs. */
  fault<Name extends keyof Faults>(name: Name): NonNullable<Faults[Name]> {
    const fault = this.#server[name]
    if (fault === undefined) throw new Error(`the case uses '${name}' without naming it in 'needs'`)
    return fault
  }

  /** New units, all in one commit; held, so that nobody but the case changes them. */
  async inject(chunks: readonly string[], { goal = null as string | null, at = this.place } = {}): Promise<Fact[]> {
    const workUnits = chunks.map((chunk) => ({ chunk, goal, held: true, priority: this.ledger.nextPriority() }))
    for (const { chunk, priority } of workUnits) this.ledger.asked(chunk, priority)
    const { injectWorkUnits } = await ask<{ injectWorkUnits: { workUnits: Fact[] } }>(at, INJECT, {
      input: { project: this.project, workUnits },
    })
    return injectWorkUnits.workUnits.map((fact) => this.ledger.acknowledged(fact))
  }

  /** One change of one unit: a priority that it never had. */
  async change(chunk: string, at = this.place): Promise<Fact> {
    const input = { project: this.project, chunk, priority: this.ledger.nextPriority() }
    this.ledger.asked(chunk, input.priority)
    const { prioritizeWorkUnit } = await ask<{ prioritizeWorkUnit: { workUnit: Fact } }>(at, PRIORITIZE, { input })
    return this.ledger.acknowledged(prioritizeWorkUnit.workUnit)
  }

  /** One change each, one after the other; the last one. */
  async changes(...chunks: readonly [string, ...string[]]): Promise<Fact> {
    let last = await this.change(chunks[0])
    for (const chunk of chunks.slice(1)) last = await this.change(chunk)
    return last
  }

  /** `count` changes of each of these units: those of one unit in a row, those of several at once. */
  storm(chunks: readonly string[], count: number): Promise<unknown> {
    const storm = Promise.all(
      chunks.map(async (chunk) => {
        for (let n = 0; n < count; n += 1) await this.change(chunk)
      }),
    )
    // A case that fails before it waits for its storm leaves it behind.
    storm.catch(() => {})
    return storm
  }

  async delete(chunk: string): Promise<Fact> {
    this.ledger.asked(chunk, null)
    await ask(this.place, DELETE, { input: { project: this.project, chunk } })
    return this.ledger.acknowledged({ chunk, revision: this.ledger.revisionOf(chunk) + 1, priority: null })
  }

  snapshot(): Promise<Snapshot> {
    return snapshot(this.place, this.project)
  }

  /** The cursor at the head, and nothing else. */
  async head(): Promise<{ readonly cursor: string; readonly sequence: number }> {
    const query = 'query ($project: String!) { project(key: $project) { cursor sequence } }'
    return (await ask<{ project: { cursor: string; sequence: number } }>(this.place, query, { project: this.project })).project
  }

  /** A connection that is open, for more than one subscription. */
  async connect(place = this.place, through?: string): Promise<Wire> {
    const wire = await Wire.open(place, through)
    this.#wires.push(wire)
    return wire
  }

  async subscribe(name: string, wish: Wish = {}): Promise<Observer> {
    const observer = await this.observer(name, wish)
    observer.subscribeOn(wish.on ?? (await this.connect(wish.at, wish.through)))
    if (wish.isRacing !== true) await observer.wire.ask('{ __typename }')
    return observer
  }

  /** The same over server-sent events. */
  async stream(name: string, wish: Wish = {}): Promise<Observer> {
    const observer = await this.observer(name, wish)
    await observer.stream(this.place)
    return observer
  }

  /** One that has not subscribed yet. */
  async observer(name: string, { after = 'head', isRacing = false, document = PLAIN, chunks, id = '1' }: Wish): Promise<Observer> {
    const { cursor, start } = await this.#start(after, isRacing)
    const subscription = { project: this.project, document, chunks: chunks ?? null, after: cursor, start, id }
    const observer = new Observer(name, subscription)
    this.#observers.push(observer)
    return observer
  }

  async #start(after: NonNullable<Wish['after']>, isRacing: boolean): Promise<{ cursor: string | null; start: Observer['start'] }> {
    if (typeof after === 'object') return { cursor: after.cursor, start: { sequence: after.sequence, units: null } }
    if (after === 'start') {
      const query = 'query ($project: String!) { project(key: $project) { startCursor } }'
      const { project } = await ask<{ project: { startCursor: string } }>(this.place, query, { project: this.project })
      return { cursor: project.startCursor, start: { sequence: 0, units: new Map() } }
    }
    if (after === 'none' && isRacing) return { cursor: null, start: { sequence: null, units: null } }
    const { cursor, sequence, units } = await this.snapshot()
    return { cursor: after === 'none' ? null : cursor, start: { sequence, units } }
  }

  /** Comes back after a cut, a close or a restart, on a connection of its own. */
  async resume(observer: Observer, place = this.place): Promise<void> {
    observer.subscribeOn(await this.connect(place))
    await observer.wire.ask('{ __typename }')
  }

  /** Another project on the same server, with a ledger of its own. */
  async otherProject(): Promise<Stage> {
    const other = new Stage(this.#server, `${this.project}-other`)
    this.tidyUp(() => other.end())
    await this.#server.createProject(other.project)
    return other
  }

  /** What `undo` closes is closed when the case is over. */
  tidyUp(undo: () => void): void {
    this.#undo.push(undo)
  }

  get #live(): Observer[] {
    return this.#observers.filter(({ isLive }) => isLive)
  }

  /**
   * Makes one more change of what each live subscriber watches and waits until they have it: as changes come in order, nothing of before can
   * still be on its way then. Answers who did not get it.
   */
  async settle(): Promise<string[]> {
    const alive = (await this.snapshot()).units
    const fences = new Map<string, Fact>()
    for (const { chunks } of this.#live) {
      const chunk = (chunks ?? [...alive.keys()]).find((name) => alive.has(name))
      if (chunk !== undefined && !fences.has(chunk)) fences.set(chunk, await this.change(chunk))
    }
    const waits = this.#live.flatMap((observer) =>
      [...fences.values()].filter(({ chunk }) => observer.chunks?.includes(chunk) ?? true).map((fence) => observer.has(fence)),
    )
    return (await Promise.allSettled(waits)).flatMap((wait) => (wait.status === 'rejected' ? [String(wait.reason)] : []))
  }

  /** What is wrong with what the subscribers were sent. */
  async judgement(): Promise<string[]> {
    const breaches = [...(await this.settle()), ...this.#wires.flatMap((wire) => wire.breaches)]
    const truth = await this.snapshot()
    const { acknowledged, unanswered } = this.ledger.count
    if (truth.sequence < acknowledged || truth.sequence > acknowledged + unanswered)
      breaches.push(`the log has ${truth.sequence} changes; ${acknowledged} were acknowledged, and ${unanswered} are in doubt`)
    return [
      ...breaches,
      ...this.#observers.flatMap((observer) => observer.breaches()),
      ...this.#live.flatMap((observer) => judge(observer, this.ledger, truth)),
    ]
  }

  /** Closes every connection of the case. */
  end(): void {
    for (const observer of this.#observers) observer.cut()
    for (const wire of this.#wires) wire.cut()
    for (const undo of this.#undo) undo()
  }
}
