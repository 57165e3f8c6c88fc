/**
 * Every error that a client is told is one line in the log, and counted: by whom, over which transport, about what. What was asked is not in
 * it, nor the message, which repeats words of the client; of a token there is nothing but the name that it stands for.
 */
import { type GraphQLError, Kind, valueFromASTUntyped } from 'graphql'
import type { Logger } from 'pino'
import { ERRORS, type ErrorCode } from '../domain/errors.ts'
import type { Viewer } from '../domain/viewer.ts'
import type { Meter, Transport } from './meter.ts'

/** What is worth a warning: somebody tries what is not for them, or too much of it, or something is broken. */
const WARNINGS: ReadonlySet<ErrorCode> = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'LIMIT_EXCEEDED', 'INTERNAL_SERVER_ERROR'])

export interface Refused {
  readonly transport: Transport
  readonly code: ErrorCode
  /** Null where nobody knows who it is. */
  readonly viewer: Viewer | null
  /** Further fields of the line; see src/log/fields.ts. */
  readonly about?: Readonly<Record<string, unknown>>
}

/** An operation that was answered with errors. */
export interface Asked {
  readonly transport: Transport
  readonly viewer: Viewer | null
  readonly variables: unknown
}

/** What it says of its client that the server closes a WebSocket with a code. The other codes say nothing of it. */
const CLOSINGS: Readonly<Record<number, ErrorCode>> = {
  1013: 'LIMIT_EXCEEDED',
  4400: 'VALIDATION_FAILED',
  4401: 'UNAUTHENTICATED',
  4403: 'UNAUTHENTICATED',
  4406: 'VALIDATION_FAILED',
  4408: 'UNAUTHENTICATED',
  4409: 'VALIDATION_FAILED',
  4429: 'VALIDATION_FAILED',
  4500: 'INTERNAL_SERVER_ERROR',
}

export interface Refusals {
  tell(refused: Refused): void
  /** Equal ones of one answer are told once. */
  tellErrors(asked: Asked, errors: readonly GraphQLError[]): void
  /** The server closes a WebSocket. */
  tellClosing(closeCode: number, viewer: Viewer | null): void
  /** A connection is closed because its client takes too little of what it is sent. */
  tellSlow(transport: Transport, viewer: Viewer | null): void
}

export function createRefusals(log: Logger, meter: Meter): Refusals {
  function tell({ transport, code, viewer, about }: Refused): void {
    meter.refused(transport, code)
    const line = { code, transport, actor: viewer?.name, run: viewer?.kind === 'run' ? viewer.runId : undefined, ...about }
    if (WARNINGS.has(code)) log.warn(line, 'refused')
    else log.info(line, 'refused')
  }
  return {
    tell,
    tellErrors({ transport, viewer, variables }, errors) {
      const refused = errors.map((error) => {
        const { field, errorId } = error.extensions
        return { code: codeOf(error), about: { ...subjectOf(error, variables), field, errorId } }
      })
      const different = new Map(refused.map((refusal) => [JSON.stringify(refusal), refusal]))
      for (const { code, about } of different.values()) tell({ transport, code, viewer, about })
    },
    tellClosing(closeCode, viewer) {
      const code = CLOSINGS[closeCode]
      if (code) tell({ transport: 'websocket', code, viewer, about: { closeCode } })
    },
    tellSlow(transport, viewer) {
      meter.closedSlow(transport)
      log.info({ transport, actor: viewer?.name }, 'closed a connection whose client does not take what it is sent')
    },
  }
}

/** Every error has passed the masking, which gives it one of our codes. */
function codeOf({ extensions: { code } }: GraphQLError): ErrorCode {
  return typeof code === 'string' && isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR'
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code)
}

/** The project and the chunk that the field of an error was asked about, where it names them. */
function subjectOf({ nodes }: GraphQLError, variables: unknown): { project?: string; chunk?: string } {
  const [field] = nodes ?? []
  if (field?.kind !== Kind.FIELD) return {}
  const known = isObject(variables) ? variables : {}
  const named = Object.fromEntries((field.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value, known)]))
  const { project, chunk } = isObject(named['input']) ? named['input'] : named
  return { ...(typeof project === 'string' && { project }), ...(typeof chunk === 'string' && { chunk }) }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
