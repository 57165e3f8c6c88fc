/** Looks for conflicts of a unit that is about to start with those at work, before they happen. */
import { actualEvidence, declaredEvidence, verdictOn } from '../domain/evidence.ts'
import type { ConflictEvidence } from '../domain/conflict.ts'
import type { Project } from '../domain/project.ts'
import { predictConflict } from '../git/conflicts.ts'
import type { Finding } from '../services/conflict.ts'
import type { Room } from './options.ts'
import type { WorkingUnit } from './scene.ts'

/**
 * What speaks against starting `unit` beside those `running`; a pair about which nothing is known is not in it. Null where
 * git could not be asked: that is no answer, so the unit stays where it is until a look succeeds.
 */
export async function findConflicts(
  room: Room,
  project: Project,
  unit: WorkingUnit,
  running: readonly WorkingUnit[],
): Promise<Finding[] | null> {
  const findings: Finding[] = []
  for (const other of running) {
    // It was made to wait for this one while it ran: that is its order, and the opposite one would let both wait for ever.
    if (other.dependsOn.includes(unit.id)) continue
    const actual = await lookAtBranches(room, project, unit, other)
    if (actual === null) return null
    const evidence = [...declaredEvidence(unit, other), ...actual]
    const verdict = verdictOn(evidence)
    if (verdict !== 'INDEPENDENT') findings.push({ otherId: other.id, verdict, evidence })
  }
  return findings
}

async function lookAtBranches(room: Room, project: Project, unit: WorkingUnit, other: WorkingUnit): Promise<ConflictEvidence[] | null> {
  if (unit.branch === null || other.branch === null) return []
  const pair = { repository: project.repositoryPath, baseBranch: project.baseBranch, branchA: unit.branch, branchB: other.branch }
  try {
    return actualEvidence((await predictConflict(room.git, pair)) ?? [])
  } catch (error) {
    room.log.warn(
      { err: error, project: project.key, chunk: unit.chunk, other: other.chunk },
      'could not look for a conflict of two branches',
    )
    return null
  }
}
