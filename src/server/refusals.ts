/**
 * What was refused, and whom: one word for every transport, so that the log and the metrics tell the same. A refusal holds nothing that
 * its client wrote but names in the form that ours have: no token can get into the log through it.
 */
import type { GraphQLError } from 'graphql'
import type { Logger } from 'pino'
import type { ErrorCode } from '../domain/errors.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Transport } from './meter.ts'

export interface Refusal {
  readonly transport: Transport
  readonly code: ErrorCode
  /** The status of an answer over HTTP, or the close code of a WebSocket; absent where one operation was refused. */
  readonly status?: number | undefined
  readonly method?: string | undefined
  readonly path?: string | undefined
  /** The viewer's name, where it is known by then. */
  readonly actor?: string | undefined
  /** The run, where its agent was refused. */
  readonly run?: string | undefined
  readonly project?: string | undefined
  readonly chunk?: string | undefined
  /** The input that was to blame. */
  readonly field?: string | undefined
}

export type OnRefused = (refusal: Refusal) => void

/** What a WebSocket's close code means. A slow consumer is not refused: it is asked to come back. */
const CLOSE_CODES: Readonly<Record<number, ErrorCode>> = {
  1002: 'VALIDATION_FAILED',
  1003: 'VALIDATION_FAILED',
  1007: 'VALIDATION_FAILED',
  1009: 'LIMIT_EXCEEDED',
  1013: 'LIMIT_EXCEEDED',
  4400: 'VALIDATION_FAILED',
  4401: 'UNAUTHENTICATED',
  4403: 'UNAUTHENTICATED',
  4406: 'VALIDATION_FAILED',
  4408: 'LIMIT_EXCEEDED',
  4409: 'VALIDATION_FAILED',
  4429: 'VALIDATION_FAILED',
}

/** The refusal that a WebSocket's closing is, or null where it is none. */
export function refusalByClosing(closeCode: number, actor: string | undefined): Refusal | null {
  const code = CLOSE_CODES[closeCode]
  return code === undefined ? null : { transport: 'websocket', code, status: closeCode, actor }
}

interface Asked {
  readonly viewer: Viewer
  readonly variables: unknown
}

/** The refusal of an operation by the first of its errors; null where that is our own mistake, which is reported elsewhere. */
export function refusalOfOperation(transport: Transport, asked: Asked, errors: readonly GraphQLError[]): Refusal | null {
  const { code, field } = errors[0]?.extensions ?? {}
  if (!isRefusal(code)) return null
  const name = typeof field === 'string' && FIELD.test(field) ? field : undefined
  return { transport, code, ...actorOf(asked.viewer), ...subjectOf(asked.variables), field: name }
}

function actorOf(viewer: Viewer): Pick<Refusal, 'actor' | 'run'> {
  return { actor: viewer.name, run: viewer.kind === 'run' ? viewer.runId : undefined }
}

function isRefusal(code: unknown): code is ErrorCode {
  return typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR'
}

const SLUG = /^[a-z0-9][a-z0-9_-]{0,79}$/
const FIELD = /^[\w.[\]]{1,100}$/

/** The project and the chunk that an operation is about, where its variables name them as all operations do. */
function subjectOf(variables: unknown): Pick<Refusal, 'project' | 'chunk'> {
  const top = isRecord(variables) ? variables : {}
  const input = isRecord(top['input']) ? top['input'] : top
  return { project: slug(input['project']), chunk: slug(input['chunk']) }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function slug(value: unknown): string | undefined {
  return typeof value === 'string' && SLUG.test(value) ? value : undefined
}

/** A flood of refusals must not fill the disk, nor hide those of another kind: what is more than this of one kind is counted. */
const LINES_PER_SECOND = 200

/** Codes that tell of somebody who is where they do not belong, rather than of an operator's mistake. */
const SUSPICIOUS: ReadonlySet<ErrorCode> = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'LIMIT_EXCEEDED'])

export function logRefusals(log: Logger): OnRefused {
  let second = 0
  const lines = new Map<string, number>()
  return (refusal) => {
    const now = Math.floor(Date.now() / 1_000)
    if (now !== second) {
      const unlogged = [...lines.values()].reduce((sum, count) => sum + Math.max(0, count - LINES_PER_SECOND), 0)
      if (unlogged > 0) log.warn({ unlogged }, 'refused more than are logged one by one')
      second = now
      lines.clear()
    }
    const kind = `${refusal.transport} ${refusal.code} ${refusal.status}`
    const count = (lines.get(kind) ?? 0) + 1
    lines.set(kind, count)
    if (count > LINES_PER_SECOND) return
    const { status: answeredWith, ...line } = refusal
    log[SUSPICIOUS.has(line.code) || answeredWith !== undefined ? 'warn' : 'info']({ ...line, answeredWith }, 'refused')
  }
}
