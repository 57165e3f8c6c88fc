/** What every command is given, and how those that talk to a server do it. */
import type { Readable, Writable } from 'node:stream'
import { readProjectKey, readServerPlace, UsageError, type Environment } from '../config.ts'
import { findServer, type Connection } from './connection.ts'
import type { Operation } from './operation.ts'
import { ProjectKeys } from './project-operations.ts'
import { request } from './request.ts'

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

export interface Session {
  connect(): Promise<Connection>
  /** Throws a NoServerError or a RefusedError. */
  request<Data, Variables>(operation: Operation<Data, Variables>, variables: Variables): Promise<Data>
}

export function openSession(cli: Cli, options: ServerOptions): Session {
  const place = readServerPlace(options.dataDir, cli.environment, cli.cwd)
  const connect = (): Promise<Connection> => findServer(place)
  return { connect, request: async (operation, variables) => request(await connect(), operation, variables) }
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
