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

export interface Refusals {
  tell(refused: Refused): void
  /** Equal ones of one answer are told once. */
  tellErrors(asked: Asked, errors: readonly GraphQLError[]): void
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
