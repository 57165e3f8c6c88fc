/** signalbox wait: returns when chunks have reached a status, without polling. */
import type { Command } from 'commander'
import { STATUSES, type WorkUnitStatus } from '../domain/work-unit.ts'
import type { Position } from '../client/follow-project.ts'
import { openApiSocket } from './api-socket.ts'
import type { Change } from './change-operations.ts'
import { RefusedError } from './errors.ts'
import { followChanges } from './follow-changes.ts'
import { choices, positiveNumber, withExamples, withProject } from './options.ts'
import { inOneLine, writeJson, writeLine } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions } from './session.ts'
import { tellStates } from './tell-state.ts'
import { listUnits } from './units.ts'
import { arrived, hopeless, isReached, lateness, type WaitGoal } from './wait-goal.ts'

interface WaitOptions extends ProjectOptions {
  readonly status?: readonly WorkUnitStatus[]
  readonly any?: boolean
  readonly timeout?: number
}

/** setTimeout takes no more: 24 days. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

export function addWait(program: Command, cli: Cli): void {
  const command = withProject(program.command('wait'))
    .summary('return when chunks have reached a status')
    .description(
      'Returns when all these chunks have the status, or with --any when one of them has, and prints that one. It does not poll, goes on over every cut, and says on standard error when a unit needs attention meanwhile. It fails when a chunk is deleted, when it is DONE and so will never have the status, and when time is up.',
    )
    .argument('<chunk...>', 'the chunks to wait for')
    .addOption(choices('--status <list>', 'the status to wait for, or several as a,b of which any will do (default: done)', STATUSES))
    .option('--any', 'return as soon as one of the chunks is there, and print it')
    .option('--timeout <seconds>', 'how long at most (default: for ever)', positiveNumber)
    .action((chunks: string[], options: WaitOptions) => wait(cli, [...new Set(chunks)], options))
  withExamples(
    command,
    'signalbox wait add-users add-login --timeout 600',
    'signalbox wait add-login --status done,needs-attention',
    'chunk=$(signalbox wait --any --status needs-attention add-users add-login)',
  )
}

async function wait(cli: Cli, chunks: readonly string[], options: WaitOptions): Promise<void> {
  const session = openSession(cli, options)
  const project = await chooseProject(cli, session, options)
  const goal: WaitGoal = { chunks, statuses: options.status ?? ['DONE'], any: options.any ?? false }
  const seen = new Map<string, WorkUnitStatus | 'DELETED'>()
  const over = new AbortController()
  const check = (): void => {
    if (isReached(goal, seen)) return over.abort()
    const reason = hopeless(goal, seen)
    if (reason !== null) throw new RefusedError(null, reason)
  }
  const look = async (): Promise<Position> => {
    const { units, cursor } = await listUnits(session, project, { chunks })
    const found = new Map(units.map((unit) => [unit.chunk, unit]))
    const unknown = chunks.filter((chunk) => !found.has(chunk) && !seen.has(chunk))
    if (unknown.length > 0) throw new RefusedError('NOT_FOUND', `there is no chunk '${unknown.join("', '")}' in project '${project}'.`)
    for (const chunk of chunks) see(chunk, found.get(chunk) ?? null)
    check()
    return { cursor, sequence: 0 }
  }
  const see = (chunk: string, unit: Change['workUnit']): void => {
    const status = unit?.status ?? 'DELETED'
    // Whoever waits for DONE may wait for ever if nobody looks.
    if (status === 'NEEDS_ATTENTION' && seen.get(chunk) !== status && !goal.statuses.includes(status))
      writeLine(cli.err, `signalbox: ${chunk} needs attention: ${inOneLine(unit?.attentionReason ?? '')}`)
    seen.set(chunk, status)
  }
  const onChange = ({ chunk, workUnit }: Change): void => {
    see(chunk, workUnit)
    check()
  }

  const after = await look()
  const timer =
    options.timeout === undefined ? undefined : setTimeout(() => over.abort(), Math.min(options.timeout * 1000, LONGEST_TIMEOUT_MS))
  const socket = openApiSocket(session)
  try {
    // What is no longer in the log shows in where the units are by now.
    const wanted = { project, chunks, after, onChange, beginAnew: look, onState: tellStates(cli, 'live') }
    await followChanges(session, socket, wanted, over.signal)
  } finally {
    clearTimeout(timer)
    socket.close()
  }
  if (options.json)
    writeJson(
      cli.out,
      chunks.map((chunk) => ({ chunk, status: seen.get(chunk) })),
    )
  if (!isReached(goal, seen)) throw new RefusedError(null, lateness(goal, seen, options.timeout ?? 0))
  const [first] = arrived(goal, seen)
  if (goal.any && !options.json && first !== undefined) writeLine(cli.out, first)
}
