/**
 * A case of the suite, and how one is judged: the same way for all. What is refused is refused with the answer that the case names, before a
 * resolver runs, with a line in the log, with nothing changed, and no secret is told on the way.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { Attacker } from './attacker.ts'
import type { Target } from './target.ts'

/** How a client comes in: a POST, a POST that takes server-sent events, or a WebSocket. */
export type Transport = 'http' | 'sse' | 'ws'

export const EVERY: readonly Transport[] = ['http', 'sse', 'ws']

/** What is seen, where it differs from transport to transport. */
type Answers = Readonly<Partial<Record<Transport, string>>>

interface Common {
  /** A stated fact. */
  readonly fact: string
  /** Only signalbox can be asked it: it looks behind the API, or at what a plain server does not have. */
  readonly isInside?: boolean
  /** It takes its time, and leaves the server alone: it goes on while the others run. */
  readonly isSlow?: boolean
}

/** Something that must not happen. */
export interface Refusal extends Common {
  readonly over: readonly Transport[]
  /** What the attacker was told; `ok` is what somebody is told who was let in. */
  attack(attacker: Attacker, over: Transport): Promise<string>
  readonly refused: string | Answers
  /** The resolver itself refuses: it must read to know. */
  readonly resolves?: boolean
}

/** Something that may be asked, and must come to no harm. */
export interface Harmless extends Common {
  see(attacker: Attacker): Promise<unknown>
  readonly sees: unknown
}

export type Case = Refusal | Harmless

export interface Group {
  /** What is attacked. */
  readonly name: string
  readonly cases: readonly Case[]
}

/** A case over one transport; null for one that has none of them. */
export interface Trial {
  readonly group: string
  readonly name: string
  readonly isSlow: boolean
  readonly isInside: boolean
  /** What is wrong, in sentences; none where the case has passed. Never rejects. */
  run(target: Target): Promise<readonly string[]>
}

export function trialsOf({ name: group, cases }: Group): Trial[] {
  return cases.flatMap((one) => {
    const { fact, isSlow = false, isInside = false } = one
    const trial = (name: string, judge: (attacker: Attacker) => Promise<string[]>): Trial => ({
      group,
      name,
      isSlow,
      isInside,
      run: (target) => attempt(target, judge),
    })
    return 'see' in one
      ? [trial(fact, (attacker) => harm(one, attacker))]
      : one.over.map((over) => trial(`${fact}, over ${over}`, (attacker) => breaches(one, attacker, over)))
  })
}

/** A stranger may never answer. */
const ENDED_WITHIN_MS = 60_000

async function attempt(target: Target, judge: (attacker: Attacker) => Promise<string[]>): Promise<readonly string[]> {
  const attacker = new Attacker(target)
  const deadline = new AbortController()
  const tooLate = wait(ENDED_WITHIN_MS, ['it did not come to an end'], { signal: deadline.signal })
  tooLate.catch(() => {})
  try {
    return [...(await Promise.race([judge(attacker), tooLate])), ...attacker.secretsTold()]
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  } finally {
    deadline.abort()
    attacker.leave()
  }
}

async function harm({ see, sees }: Harmless, attacker: Attacker): Promise<string[]> {
  const seen = await see(attacker)
  return isDeepStrictEqual(seen, sees) ? [] : [`expected ${JSON.stringify(sees)}; saw ${JSON.stringify(seen)}`]
}

async function breaches({ attack, refused, resolves, isSlow }: Refusal, attacker: Attacker, over: Transport): Promise<string[]> {
  const { target } = attacker
  const { inside } = target
  const expected = typeof refused === 'string' ? refused : refused[over]
  const [state, log, resolved] = [await target.state(), (await inside?.log()) ?? '', inside?.resolved() ?? 0]
  const answer = await attack(attacker, over)
  // A stranger has its own words for a refusal.
  const wrong = inside === null ? answer === 'ok' : answer !== expected
  const found = wrong ? [`expected '${expected}'; was told '${answer}'`] : []
  // Others are at work at the same time.
  if (isSlow) return found
  if ((await target.state()) !== state) found.push('something has changed')
  if (inside === null) return found
  const ran = inside.resolved() - resolved
  if (ran > 0 && resolves !== true) found.push(`${ran} resolvers ran`)
  return [...found, ...(await logBreaches(inside.log, log.length, attacker))]
}

/** A log is written behind the answer. */
const LOGGED_WITHIN_MS = 2_000

async function logBreaches(log: () => Promise<string>, from: number, attacker: Attacker): Promise<string[]> {
  const until = performance.now() + LOGGED_WITHIN_MS
  for (;;) {
    const lines = (await log()).slice(from)
    if (/"msg":"refused/.test(lines)) return attacker.secretsIn(lines).map((secret) => `the log tells ${secret}`)
    if (performance.now() > until) return ['no line in the log says that it was refused']
    await wait(2)
  }
}
