/** Every change of a project behind a cursor, once and in order, over as many connections as it takes. */
import type { Writable } from 'node:stream'
import type { GraphQLFormattedError } from 'graphql'
import { SignedOutError } from '../client/end.ts'
import { followProject, isCursorRefused, type LiveState, type Position } from '../client/follow-project.ts'
import type { Socket } from '../client/socket.ts'
import { refusalOf } from './api-socket.ts'
import { type Change, ProjectHead, ProjectStart, WatchChanges } from './change-operations.ts'
import { takeTurns } from './back-pressure.ts'
import { asError, NoServerError, RefusedError } from './errors.ts'
import type { Session } from './session.ts'
import { refuseProject } from './units.ts'
import { isPassing } from './until-answered.ts'

export interface ChangesWanted {
  readonly project: string
  /** Null for all. */
  readonly chunks: readonly string[] | null
  /** Where the first change is behind; a sequence of 0 where only the cursor is known. */
  readonly after: Position
  /** What throws here ends the following. */
  readonly onChange: (change: Change) => void
  /** Where `onChange` prints, where it does: no more changes are asked for while it is full. */
  readonly out?: Writable | undefined
  /**
   * The server no longer has what is behind `last`, for this reason: CURSOR_EXPIRED or CURSOR_INVALID. Gives where to begin anew, or
   * throws what ends the following.
   */
  readonly beginAnew: (reason: RefusedError, last: Position) => Promise<Position>
  readonly onState?: (state: LiveState) => void
}

/**
 * Follows until the signal is aborted. Throws what `onChange` and `beginAnew` throw, a RefusedError where the token is no longer good,
 * and a NoServerError when not even the first connection is made; it never gives up for a server that is not there later.
 */
export async function followChanges(
  session: Session,
  socket: Socket,
  { project, chunks, after, onChange, out, beginAnew, onState }: ChangesWanted,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController()
  const failures: Error[] = []
  let last = after
  const fail = (error: unknown): void => {
    failures.push(asError(error))
    over.abort()
  }
  const begin = async (refusal: readonly GraphQLFormattedError[] | null): Promise<Position> => {
    const reason = refusal && refusalOf({ kind: 'refused', errors: refusal })
    if (!reason || isPassing(reason)) return last
    if (!isCursorRefused(refusal)) throw reason
    last = await beginAnew(reason, last)
    return last
  }
  const orFail = (error: unknown): never => {
    if (error instanceof RefusedError && error.code === 'UNAUTHENTICATED') throw new SignedOutError(error.message)
    if (!isPassing(error)) fail(error)
    throw error
  }

  const follow = (turn: AbortSignal, printed: () => void): Promise<void> =>
    followProject(
      {
        socket,
        query: WatchChanges.text,
        variables: { project, chunks },
        takeSnapshot: async (refusal) => ({ ...(await begin(refusal).catch(orFail)), revisions: new Map() }),
        readHead: chunks ? null : () => readHead(session, project).catch(orFail),
        apply({ data }) {
          // The server answers by its schema, against which a test holds the operation.
          const { workUnitUpdated: change } = data as { workUnitUpdated: Change }
          try {
            onChange(change)
            last = change
            printed()
          } catch (error) {
            fail(error)
          }
        },
        onState(state) {
          if (state.kind === 'signed-out') fail(refusalOf({ kind: 'signed-out' }))
          if (state.kind === 'disconnected' && socket.heardAt() === null) fail(new NoServerError(state.reason))
          onState?.(state)
        },
      },
      turn,
    )
  await takeTurns(out, AbortSignal.any([signal, over.signal]), follow)
  const [failure] = failures
  if (failure) throw failure
}

/** The head of a project's log. Throws NOT_FOUND for an unknown project. */
export async function readHead(session: Session, project: string): Promise<Position> {
  const { project: found } = await session.request(ProjectHead, { project })
  return found ?? refuseProject(project)
}

/** The place before the first change that the log still has. Throws NOT_FOUND for an unknown project. */
export async function readStart(session: Session, project: string): Promise<Position> {
  const { project: found } = await session.request(ProjectStart, { project })
  return { cursor: (found ?? refuseProject(project)).startCursor, sequence: 0 }
}
