/** What an operator does with work units. */
import { findCycle } from '../domain/dependency.ts'
import { SignalboxError } from '../domain/errors.ts'
import { cycleError } from '../domain/injection.ts'
import type { AttentionKind } from '../domain/attention.ts'
import type { Phase } from '../domain/phase.ts'
import { awaitedBy } from '../domain/settle.ts'
import { apply, type Event } from '../domain/transitions.ts'
import { validLine, validPriority } from '../domain/validate.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import type { Committed } from '../store/commit.ts'
import type { Reader } from '../store/reader.ts'
import type { Caller, Services } from './context.ts'
import { expectRevision, receiptFor } from './request.ts'

/** Names one unit, as people and scripts know it. */
export interface UnitInput {
  readonly project: string
  readonly chunk: string
  readonly expectedRevision?: number | null | undefined
}

export function prioritizeWorkUnit(services: Services, caller: Caller, input: UnitInput & { priority: number }): Promise<Committed<null>> {
  const priority = validPriority(input.priority)
  return changeUnit(services, caller, 'prioritizeWorkUnit', input, () => ({
    event: { type: 'prioritize', priority },
    reason: `priority ${priority}`,
  }))
}

export function holdWorkUnit(services: Services, caller: Caller, input: UnitInput): Promise<Committed<null>> {
  return changeUnit(services, caller, 'holdWorkUnit', input, () => ({ event: { type: 'hold' }, reason: 'held' }))
}

export function releaseWorkUnit(services: Services, caller: Caller, input: UnitInput): Promise<Committed<null>> {
  return changeUnit(services, caller, 'releaseWorkUnit', input, () => ({ event: { type: 'release' }, reason: 'released' }))
}

/** Ends the run; the scheduler, which hears of it, stops the agent. */
export function cancelWorkUnit(services: Services, caller: Caller, input: UnitInput): Promise<Committed<null>> {
  const item = { id: services.newId(), kind: 'CANCELLED' as const, prompt: `${caller.name} cancelled the run. Retry when it shall go on.` }
  return changeUnit(services, caller, 'cancelWorkUnit', input, () => ({ event: { type: 'cancel', item }, reason: 'cancelled' }))
}

/** Back to an earlier phase of the project. Its branch and its worktree stay as they are: no work is lost by it. */
export function rewindWorkUnit(services: Services, caller: Caller, input: UnitInput & { phase: Phase }): Promise<Committed<null>> {
  const { phase } = input
  return changeUnit(services, caller, 'rewindWorkUnit', input, ({ project }) => {
    if (!project.phases.includes(phase)) {
      throw new SignalboxError(
        'VALIDATION_FAILED',
        `phase must be one that project '${project.key}' uses: ${project.phases.join(', ')}; found ${phase}.`,
        'phase',
      )
    }
    return { event: { type: 'rewind', phase }, reason: `rewound to ${phase}` }
  })
}

/** DONE, by the word of an operator: what it has made is not merged, and stays where it is. */
export function completeWorkUnit(services: Services, caller: Caller, input: UnitInput & { reason: string }): Promise<Committed<null>> {
  const reason = validLine(input.reason, 'reason')
  return changeUnit(services, caller, 'completeWorkUnit', input, () => ({
    event: { type: 'complete' },
    reason: `completed without a merge: ${reason}`,
  }))
}

export async function setDependencies(
  services: Services,
  caller: Caller,
  input: UnitInput & { dependsOn: readonly string[] },
): Promise<Committed<null>> {
  return changeUnit(services, caller, 'setDependencies', input, async (reader, unit) => {
    const names = [...new Set(input.dependsOn)]
    const all = await reader.where({})
    const byChunk = new Map(all.map((known) => [known.chunk, known]))
    const dependsOn = names.map((name) => {
      const dependency = byChunk.get(name)
      if (!dependency) throw new SignalboxError('NOT_FOUND', `There is no chunk '${name}' in project '${input.project}'.`, 'dependsOn')
      return dependency.id
    })
    refuseCycle(
      all.map((known) => (known.id === unit.id ? { ...known, dependsOn } : known)),
      'dependsOn',
    )
    return { event: { type: 'depend', dependsOn }, reason: names.length > 0 ? `waits for ${names.join(', ')}` : 'waits for nothing' }
  })
}

/** Dependencies and serialized conflicts together: units that wait for each other would wait for ever. */
export function refuseCycle(units: readonly WorkUnit[], field: string): void {
  const chunkOf = new Map(units.map(({ id, chunk }) => [id, chunk]))
  const open = units.filter(({ status }) => status !== 'DONE')
  const waiting = open.map((unit): [string, string[]] => [unit.chunk, awaitedBy(unit).flatMap((id) => chunkOf.get(id) ?? [])])
  const cycle = findCycle(new Map(waiting))
  if (cycle) throw cycleError(cycle, field)
}

export interface RetryInput {
  readonly project: string
  readonly chunks?: readonly string[] | null | undefined
  readonly reason?: AttentionKind | null | undefined
}

/** Retries the chunks named, or all whose open attention is of one kind: all of them, or none. */
export async function retryWorkUnits(services: Services, caller: Caller, input: RetryInput): Promise<Committed<null>> {
  const { chunks, reason } = input
  if (!chunks === !reason) {
    throw new SignalboxError('VALIDATION_FAILED', 'Give either chunks or a reason; found ' + (chunks ? 'both.' : 'neither.'), 'chunks')
  }
  return services.store.commit(
    { project: input.project, actor: caller.name, receipt: receiptFor(caller, 'retryWorkUnits', input) },
    async (reader) => {
      const units = chunks ? await reader.chunks([...new Set(chunks)]) : reason ? await reader.where({ openItemKind: reason }) : []
      return {
        writes: units.map((unit) => ({
          unit: apply(unit, { type: 'retry' }, reader.at),
          reason: reason ? `retried: ${reason}` : 'retried',
        })),
        result: null,
      }
    },
  )
}

type Decide = (reader: Reader, unit: WorkUnit) => Promise<{ event: Event; reason: string }> | { event: Event; reason: string }

/** One unit, one event. */
function changeUnit(services: Services, caller: Caller, operation: string, input: UnitInput, decide: Decide): Promise<Committed<null>> {
  return services.store.commit(
    { project: input.project, actor: caller.name, receipt: receiptFor(caller, operation, input) },
    async (reader) => {
      const unit = await reader.chunk(input.chunk)
      expectRevision(unit, input.expectedRevision)
      const { event, reason } = await decide(reader, unit)
      return { writes: [{ unit: apply(unit, event, reader.at), reason }], result: null }
    },
  )
}
