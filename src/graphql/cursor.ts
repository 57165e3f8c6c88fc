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

/** The sequence of a cursor of `project`, whose `sequence` is the head of its log. Throws CURSOR_INVALID. */
export function decodeCursor(cursor: string, project: { id: string; key: string; sequence: number }): number {
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
  return sequence
}

function invalid(expected: string, found: string): SignalboxError {
  const remedy = 'Take a new snapshot and subscribe after its cursor.'
  return new SignalboxError('CURSOR_INVALID', `after must be ${expected}; found ${found}. ${remedy}`, 'after')
}
