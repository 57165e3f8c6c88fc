/** Conflicts between units in a database, found as the scheduler finds them. */
import type { ConflictVerdict } from '../../src/domain/conflict.ts'
import { recordConflicts } from '../../src/services/conflict.ts'
import type { Services } from '../../src/services/context.ts'
import { SCHEDULER } from '../../src/services/run.ts'

/** Records that `unitId`, about to be dispatched, touches the same code as `otherId`, which is at work. Answers whether it is still READY. */
export function flagTestConflict(
  services: Services,
  project: string,
  unitId: string,
  otherId: string,
  verdict: ConflictVerdict = 'ASK_OPERATOR',
  path = 'src/a.ts',
): Promise<boolean> {
  const evidence = [{ stage: 'DECLARED' as const, path, symbol: null, detail: `Both name ${path}.` }]
  return recordConflicts(services, SCHEDULER, project, unitId, [{ otherId, verdict, evidence }])
}
