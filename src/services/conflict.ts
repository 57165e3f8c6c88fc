/** Conflicts between work units: recorded by the scheduler, resolved by an operator. */
import { type Conflict, type ConflictEvidence, type ConflictResolution, type ConflictVerdict, waitsFor } from '../domain/conflict.ts'
import { SignalboxError } from '../domain/errors.ts'
import { awaitedBy, blockersOf } from '../domain/settle.ts'
import { apply } from '../domain/transitions.ts'
import { openAttention, type WorkUnit } from '../domain/work-unit.ts'
import type { Committed, Write } from '../store/commit.ts'
import type { Reader } from '../store/reader.ts'
import type { Caller, Services } from './context.ts'
import { receiptFor } from './request.ts'
import { refuseCycle } from './work-unit.ts'

export interface ResolveConflictInput {
  readonly project: string
  /** Two; the first goes first. */
  readonly chunks: readonly string[]
  readonly resolution: ConflictResolution
}

/** Decides a conflict for both its units; what was asked about it is answered. */
export async function resolveConflict(services: Services, caller: Caller, input: ResolveConflictInput): Promise<Committed<null>> {
  const [first, second, ...more] = input.chunks
  if (first === undefined || second === undefined || more.length > 0 || first === second) {
    throw new SignalboxError('VALIDATION_FAILED', `chunks must be two different chunks; found ${JSON.stringify(input.chunks)}.`, 'chunks')
  }
  return services.store.commit(
    { project: input.project, actor: caller.name, receipt: receiptFor(caller, 'resolveConflict', input) },
    async (reader) => {
      const [goesFirst, goesSecond] = await reader.chunks([first, second])
      if (!goesFirst || !goesSecond) throw new Error('chunks() answers for each chunk.')
      const writes = await resolve(reader, caller, [goesFirst, goesSecond], input.resolution, 'chunks')
      return { writes, result: null }
    },
  )
}

/** The writes of a resolution. The first of `pair` goes first. Throws, naming `field`, NOT_FOUND and, where the first waits for the second, DEPENDENCY_CYCLE. */
export async function resolve(
  reader: Reader,
  caller: Caller,
  pair: readonly [WorkUnit, WorkUnit],
  resolution: ConflictResolution,
  field: string,
): Promise<Write[]> {
  const [first, second] = pair
  const known = first.conflicts.find(({ unitAId, unitBId }) => unitAId === second.id || unitBId === second.id)
  if (!known) {
    throw new SignalboxError(
      'NOT_FOUND',
      `No conflict between '${first.chunk}' and '${second.chunk}' is known. 'signalbox conflicts' shows those that are.`,
      field,
    )
  }
  const conflict: Conflict = {
    ...known,
    resolution,
    resolvedBy: caller.name,
    firstId: resolution === 'SERIALIZE' ? first.id : null,
    updatedAt: reader.at,
  }
  const reason =
    resolution === 'SERIALIZE'
      ? `'${first.chunk}' goes before '${second.chunk}'`
      : `'${first.chunk}' and '${second.chunk}' go on side by side`
  const writes = pair.map((unit) => {
    let decided = apply(unit, { type: 'relate', conflict }, reader.at)
    for (const item of openAttention(unit)) {
      if (item.conflictId !== conflict.id) continue
      decided = apply(decided, { type: 'answer', itemId: item.id, answer: resolution, by: caller.name }, reader.at)
    }
    // What an operator says of a conflict is no message to the agent.
    return { unit: { ...decided, pendingAnswer: unit.pendingAnswer }, reason }
  })
  if (resolution === 'SERIALIZE') {
    const changed = new Map(writes.map(({ unit }) => [unit.id, unit]))
    refuseCycle(
      (await reader.where({})).map((unit) => changed.get(unit.id) ?? unit),
      field,
    )
  }
  return writes
}

/** What the scheduler found out about a unit that it was about to dispatch, and one that is at work. */
export interface Finding {
  readonly otherId: string
  readonly verdict: ConflictVerdict
  readonly evidence: readonly ConflictEvidence[]
}

/**
 * Records what was found about a READY unit, on both sides, and does what follows: a serialized one waits for the other,
 * an open question goes to the operator. A pair whose evidence is no more than what was judged before is left as it is.
 * Answers whether the unit is still READY.
 */
export async function recordConflicts(
  services: Services,
  caller: Caller,
  project: string,
  unitId: string,
  findings: readonly Finding[],
): Promise<boolean> {
  const { result } = await services.store.commit({ project, actor: caller.name }, async (reader) => {
    const unit = await reader.unit(unitId)
    if (unit?.status !== 'READY') return { writes: [], result: false }
    const others = new Map((await reader.where({ ids: findings.map(({ otherId }) => otherId) })).map((other) => [other.id, other]))

    let decided = unit
    const questions = []
    for (const finding of findings) {
      const other = others.get(finding.otherId)
      if (!other || other.status === 'DONE') continue
      const known = unit.conflicts.find(({ unitAId, unitBId }) => unitAId === other.id || unitBId === other.id)
      const conflict = await inOrder(reader, judged(known, finding, unit, other, reader.at, services.newId), unit, other)
      if (conflict !== known) decided = apply(decided, { type: 'relate', conflict }, reader.at)
      if (conflict.verdict === 'ASK_OPERATOR' && conflict.resolution === null)
        questions.push(question(conflict, unit, other, services.newId()))
    }
    if (questions.length > 0) decided = apply(decided, { type: 'flag', items: questions }, reader.at)
    // It was READY: what it has to wait for now, if anything, is one of those that it was just compared with.
    const waits = blockersOf(decided, (id) => others.get(id)?.status).length > 0
    if (decided === unit) return { writes: [], result: !waits }
    const reason = questions.length > 0 ? 'may touch the same code as a unit at work' : 'touches the same code as a unit at work'
    return { writes: [{ unit: decided, reason }], result: questions.length === 0 && !waits }
  })
  return result
}

/** What is known of the pair now. New evidence is judged anew; evidence that was judged stands, with its resolution. */
function judged(known: Conflict | undefined, finding: Finding, unit: WorkUnit, other: WorkUnit, at: Date, newId: () => string): Conflict {
  const seen = new Set(known?.evidence.map(fingerprint))
  if (known && finding.evidence.every((evidence) => seen.has(fingerprint(evidence)))) return known
  const [unitAId, unitBId] = unit.id < other.id ? [unit.id, other.id] : [other.id, unit.id]
  return {
    id: known?.id ?? newId(),
    unitAId,
    unitBId,
    verdict: finding.verdict,
    evidence: finding.evidence,
    resolution: null,
    resolvedBy: null,
    firstId: finding.verdict === 'SERIALIZE' ? other.id : null,
    createdAt: known?.createdAt ?? at,
    updatedAt: at,
  }
}

/** An order that would close a circle is turned round: the other unit waits for this one already, once its run is over. */
async function inOrder(reader: Reader, conflict: Conflict, unit: WorkUnit, other: WorkUnit): Promise<Conflict> {
  if (waitsFor(conflict, unit.id) !== other.id || !(await waitsBehind(reader, other, unit.id))) return conflict
  return { ...conflict, firstId: unit.id }
}

/** Whether `unit` waits for `targetId`, directly or through others. */
async function waitsBehind(reader: Reader, unit: WorkUnit, targetId: string): Promise<boolean> {
  const seen = new Set<string>()
  for (let wave: readonly WorkUnit[] = [unit]; wave.length > 0;) {
    const awaited = wave.filter(({ status }) => status !== 'DONE').flatMap(awaitedBy)
    if (awaited.includes(targetId)) return true
    const ids = awaited.filter((id) => !seen.has(id))
    for (const id of ids) seen.add(id)
    wave = ids.length > 0 ? await reader.where({ ids }) : []
  }
  return false
}

function fingerprint({ stage, path, symbol }: ConflictEvidence): string {
  return JSON.stringify([stage, path, symbol])
}

function question(conflict: Conflict, unit: WorkUnit, other: WorkUnit, id: string) {
  const paths = [...new Set(conflict.evidence.map(({ path }) => path))]
  return {
    id,
    kind: 'CONFLICT' as const,
    conflictId: conflict.id,
    prompt: `'${unit.chunk}' and '${other.chunk}', which is at work, may both touch ${paths.join(', ')}. Let them go on side by side, or '${unit.chunk}' after '${other.chunk}'?`,
    options: ['PARALLELIZE', 'SERIALIZE'],
    detail: conflict.evidence.map(({ detail }) => detail).join('\n'),
  }
}
