/**
 * What a decision would come to if it were committed now. It goes the way of `commit` up to where that begins to write, on the
 * client that cannot write: it takes no lock, and nobody waits for it. What is committed meanwhile it may see or not.
 */
import type { WorkUnit } from '../domain/work-unit.ts'
import type { ReadClient } from './clients.ts'
import type { Decision } from './commit.ts'
import { consequences, type Draft } from './consequences.ts'
import { findProject } from './project-row.ts'
import { createReader, type Reader } from './reader.ts'

/** Answers with what would be in the log, in its order. Throws NOT_FOUND for an unknown project, and what `decide` throws. */
export type Consider = (project: string, decide: (reader: Reader) => Promise<Decision<unknown>>) => Promise<Draft[]>

export function createConsider({ read, now, newId }: { read: ReadClient; now: () => Date; newId: () => string }): Consider {
  return async (key, decide) => {
    const project = await findProject(read, key)
    const at = now()
    const loaded = new Map<string, WorkUnit>()
    const decision = await decide(createReader(read, project, at, loaded))
    return consequences(read, loaded, decision, at, newId)
  }
}
