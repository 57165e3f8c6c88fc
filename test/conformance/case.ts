/** A case of the suite, and how one is run. */
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Faults, ServerUnderTest } from './server-under-test.ts'
import { Stage } from './stage.ts'

export interface Case {
  /** A stated fact. */
  readonly name: string
  /** What the server must be able to be put through. */
  readonly needs?: readonly (keyof Faults)[]
  /** Whether others would feel it: the server goes down, or may. Such a case runs alone. */
  readonly isAlone?: boolean
  /** What happens. What each live subscriber was sent is judged after it, always in the same way. */
  run(stage: Stage): Promise<unknown>
  /** What `run` must have seen, if it returns anything. */
  readonly expect?: unknown
}

/** `missing` names what the server cannot be put through; else `breaches` says what is wrong, in sentences: none when the case has passed. */
export type Outcome = { readonly missing: readonly string[] } | { readonly breaches: readonly string[] }

/** Runs a case on a project of its own. Never throws: what goes wrong is a breach. */
export async function runCase(server: ServerUnderTest, { needs = [], run, expect }: Case): Promise<Outcome> {
  const missing = needs.filter((name) => server[name] === undefined)
  if (missing.length > 0) return { missing }
  const stage = new Stage(server, `case-${randomUUID().slice(0, 8)}`)
  try {
    await server.createProject(stage.project)
    const seen = await run(stage)
    const surprise = isDeepStrictEqual(seen, expect) ? [] : [`expected ${JSON.stringify(expect)}; found ${JSON.stringify(seen)}`]
    return { breaches: [...surprise, ...(await stage.judgement())] }
  } catch (error) {
    const lastWords = await server.lastWords?.()
    return { breaches: [error instanceof Error ? error.message : String(error), ...(lastWords ? [lastWords] : [])] }
  } finally {
    stage.end()
  }
}
