/** signalbox wait: returns when chunks have reached a status, without polling. */
import type { Command } from 'commander'
import type { WorkUnitStatus } from '../domain/work-unit.ts'
import type { Position } from '../client/follow-project.ts'
import { openApiSocket } from './api-socket.ts'
import type { Change } from './change-operations.ts'
import { RefusedError } from './errors.ts'
import { followChanges } from './follow-changes.ts'
import { positiveNumber, statusOption, withExamples, withProject } from './options.ts'
import { inOneLine, writeJson, writeLine } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions } from './session.ts'
import { tellStates } from './tell-state.ts'
import { listUnits } from './units.ts'

interface WaitOptions extends ProjectOptions {
  readonly status: WorkUnitStatus
  readonly timeout?: number
}

/** setTimeout takes no more: 24 days. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

export function addWait(program: Command, cli: Cli): void {
  const command = withProject(program.command('wait'))
    .description('return when all these chunks have the status; exit code 1 when one was deleted, or when time is up')
    .argument('<chunk...>')
    .addOption(statusOption('--status <status>', 'the status to wait for').default('DONE'))
    .option('--timeout <seconds>', 'how long at most (default: for ever)', positiveNumber)
    .action((chunks: string[], options: WaitOptions) => wait(cli, [...new Set(chunks)], options))
  withExamples(
    command,
    'signalbox wait add-login',
    'signalbox wait add-users add-login --timeout 600',
    'signalbox wait add-login --status needs-attention',
  )
}

async function wait(cli: Cli, chunks: readonly string[], options: WaitOptions): Promise<void> {
  const session = openSession(cli, options)
  const project = await chooseProject(cli, session, options)
  const statuses = new Map<string, WorkUnitStatus>()
  const missing = (): string[] => chunks.filter((chunk) => statuses.get(chunk) !== options.status)
  const over = new AbortController()
  const see = (chunk: string, status: WorkUnitStatus, reason: string | null): void => {
    if (statuses.get(chunk) !== status) warn(cli, options, chunk, status, reason)
    statuses.set(chunk, status)
    if (missing().length === 0) over.abort()
  }
  const look = async (): Promise<Position> => {
    const { units, cursor } = await listUnits(session, project, { chunks })
    const unknown = chunks.filter((name) => !units.some(({ chunk }) => chunk === name))
    const [gone] = unknown.filter((chunk) => statuses.has(chunk))
    if (gone !== undefined) throw deleted(gone, options)
    if (unknown.length > 0) throw new RefusedError('NOT_FOUND', `there is no chunk ${quoted(unknown)} in project '${project}'.`)
    for (const { chunk, status, attentionReason } of units) see(chunk, status, attentionReason)
    return { cursor, sequence: 0 }
  }
  const onChange = ({ chunk, workUnit }: Change): void => {
    if (!workUnit) throw deleted(chunk, options)
    see(chunk, workUnit.status, workUnit.attentionReason)
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
      chunks.map((chunk) => ({ chunk, status: statuses.get(chunk) })),
    )
  const late = missing()
  if (late.length > 0)
    throw new RefusedError(
      null,
      `after ${options.timeout} seconds ${quoted(late)} ${late.length === 1 ? 'is' : 'are'} not ${options.status}.`,
    )
}

function deleted(chunk: string, { status }: WaitOptions): RefusedError {
  return new RefusedError(null, `'${chunk}' was deleted and will never be ${status}.`)
}

/** Whoever waits for DONE may wait for ever if nobody looks. */
function warn(cli: Cli, options: WaitOptions, chunk: string, status: WorkUnitStatus, reason: string | null): void {
  if (status !== 'NEEDS_ATTENTION' || options.status === 'NEEDS_ATTENTION') return
  writeLine(cli.err, `signalbox: ${chunk} needs attention: ${inOneLine(reason ?? '')}`)
}

function quoted(chunks: readonly string[]): string {
  return chunks.map((chunk) => `'${chunk}'`).join(', ')
}
