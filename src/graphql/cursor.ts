/** The opaque form of a position in a project's change log. */
import { SignalboxError } from '../domain/errors.ts'

export interface Position {
  readonly projectId: string
  readonly sequence: number
}

/** So that a later form can be told from this one. */
const VERSION = 1

export function encodeCursor({ projectId, sequence }: Position): string {
  return Buffer.from(`${VERSION}:${projectId}:${sequence}`).toString('base64url')
}

interface LogEnds {
  readonly id: string
  readonly key: string
  /** The head of its log. */
  readonly sequence: number
  /** The oldest position that is still served. */
  readonly expiredSequence: number
}

/** The sequence of a cursor of `project`. Throws CURSOR_INVALID, and CURSOR_EXPIRED where changes after it have expired. */
export function decodeCursor(cursor: string, project: LogEnds): number {
  const [, projectId, digits] = /^1:(.+):(0|[1-9]\d{0,14})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  const sequence = Number(digits)
  // Decoding is lenient; only what encodes to the same text is what was given out.
  if (projectId === undefined || encodeCursor({ projectId, sequence }) !== cursor) {
    throw invalid('a cursor that this API gave', `'${cursor.slice(0, 100)}'`)
  }
  if (projectId !== project.id) throw invalid(`a cursor of project '${project.key}' in this database`, 'one of another project or database')
  if (sequence > project.sequence) {
    throw invalid(
      `a cursor up to ${project.sequence}, the head of project '${project.key}'`,
      `one at ${sequence}: it is from another database`,
    )
  }
  if (sequence < project.expiredSequence) {
    const oldest = `a cursor from ${project.expiredSequence} on, the oldest that project '${project.key}' still serves`
    throw refused('CURSOR_EXPIRED', oldest, `one at ${sequence}: changes after it have expired`)
  }
  return sequence
}

function invalid(expected: string, found: string): SignalboxError {
  return refused('CURSOR_INVALID', expected, found)
}

function refused(code: 'CURSOR_INVALID' | 'CURSOR_EXPIRED', expected: string, found: string): SignalboxError {
  const remedy = 'Take a new snapshot and subscribe after its cursor.'
  return new SignalboxError(code, `after must be ${expected}; found ${found}. ${remedy}`, 'after')
}
