/** What every command is given, and how those that talk to a server do it. */
import type { Readable, Writable } from 'node:stream'
import { readProjectKey, readServerPlace, UsageError, type Environment } from '../config.ts'
import { findServer, type Connection } from './connection.ts'
import { newKey, sendKeyed } from './mutate.ts'
import type { Operation } from './operation.ts'
import { ProjectKeys } from './project-operations.ts'
import { dataOf, request } from './request.ts'

/** The world of one command. */
export interface Cli {
  readonly environment: Environment
  readonly cwd: string
  readonly input: Readable
  readonly out: Writable
  readonly err: Writable
}

export interface ServerOptions {
  readonly dataDir?: string
  readonly json?: boolean
}

export interface ProjectOptions extends ServerOptions {
  readonly project?: string
}

/** Of a command that changes something. */
export interface MutationOptions {
  readonly idempotencyKey?: string
}

/** Of a command that decides about one work unit. */
export interface UnitOptions extends ProjectOptions, MutationOptions {
  readonly expectedRevision?: number
}

export interface Session {
  connect(): Promise<Connection>
  /** A query. Throws a NoServerError or a RefusedError. */
  request<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables): Promise<Data>
  /** A mutation, with one effect even where its answer is lost and it is sent again. Throws as `request`. */
  mutate<Data, Input>(operation: Operation<Data, { input: Input }>, input: Input): Promise<Data>
}

export function openSession(cli: Cli, options: ServerOptions & MutationOptions): Session {
  const place = readServerPlace(options.dataDir, cli.environment, cli.cwd)
  const connect = (): Promise<Connection> => findServer(place)
  return {
    connect,
    request: async (operation, variables) => request(await connect(), operation, variables),
    async mutate({ text }, input) {
      const idempotencyKey = options.idempotencyKey ?? newKey()
      return dataOf(await sendKeyed(connect, { query: text, variables: { input: { ...input, idempotencyKey } } }, idempotencyKey))
    },
  }
}

/** The project that is named, or the only one that there is. Throws a UsageError that lists the keys. */
export async function chooseProject(cli: Cli, session: Session, options: ProjectOptions): Promise<string> {
  const named = readProjectKey(options.project, cli.environment)
  if (named !== null) return named
  const { projects } = await session.request(ProjectKeys, {})
  const [only, ...others] = projects
  if (!only) throw new UsageError("there is no project yet: add one with 'signalbox project add PATH'.")
  if (others.length === 0) return only.key
  throw new UsageError(
    `there are several projects: name one with --project or SIGNALBOX_PROJECT. They are ${projects.map(({ key }) => key).join(', ')}.`,
  )
}
