/**
 * The only reader of the environment and the arguments. Everybody else is given values: the composition root one frozen `Config`,
 * the command line the words and the environment that the process was started with.
 */
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { parseAllowedWebhook } from './domain/webhook-address.ts'
import { isTooLittle, LEAST_AGE_MS, LEAST_CHANGES, parseRetention, type Retention } from './domain/retention.ts'

/** A mistake in how the program was called: exit code 2. The message is one sentence that says what was expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export type Environment = Readonly<Record<string, string>>

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** What a server needs to know. */
export interface Config {
  /** Absolute. */
  readonly dataDir: string
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** Names that the Host header may have, besides the address that the server listens on. */
  readonly allowedHosts: readonly string[]
  /** Null for the embedded SQLite in the data folder. */
  readonly databaseUrl: string | null
  /** How much of the change logs is kept. */
  readonly retainChanges: Retention
  /** Where webhooks may be sent to, as `host:port`. */
  readonly allowedWebhooks: readonly string[]
  readonly logLevel: LogLevel
  readonly open: boolean
  /** What agents and git inherit from. */
  readonly environment: Environment
  readonly version: string
}

/** The options of `serve` as they were typed. */
export interface ServeOptions {
  readonly dataDir?: string | undefined
  readonly host?: string | undefined
  readonly port?: string | undefined
  readonly allowedHost?: readonly string[] | undefined
  readonly databaseUrl?: string | undefined
  readonly retainChanges?: string | undefined
  readonly allowWebhook?: readonly string[] | undefined
  readonly logLevel?: string | undefined
  readonly open?: boolean | undefined
}

/** Where the data of a server is, for a command that needs no server. */
export interface DataPlace {
  /** Absolute. */
  readonly dataDir: string
  /** Null for the embedded SQLite in the data folder. */
  readonly databaseUrl: string | null
  /** What git inherits from. */
  readonly environment: Environment
  readonly version: string
}

/** Where a command finds the server: in a data folder, or at an address. */
export type ServerPlace = { readonly dataDir: string } | { readonly url: string; readonly token: string }

/** A name or an address, IPv6 in brackets, and a port where it is not the server's own. */
const HOST_NAME = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i

export const DEFAULT_DATA_DIR = '.signalbox'
export const DEFAULT_PORT = 7420
const DEFAULT_HOST = '127.0.0.1'

/** The words behind the program's name. */
export function processArguments(): readonly string[] {
  return process.argv.slice(2)
}

export function processEnvironment(): Environment {
  return Object.freeze(
    Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  )
}

/** The version in package.json. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version)
  throw new Error('package.json has no version.')
}

/** What the options of `serve` and the environment say together; an option goes before its variable. Throws a UsageError. */
export function readConfig(options: ServeOptions, environment: Environment, cwd: string): Config {
  const host = options.host ?? variable(environment, 'SIGNALBOX_HOST') ?? DEFAULT_HOST
  const allowedHosts = options.allowedHost ?? variableList(environment, 'SIGNALBOX_ALLOWED_HOST')
  for (const name of allowedHosts) {
    if (!HOST_NAME.test(name)) {
      throw new UsageError(
        `--allowed-host (SIGNALBOX_ALLOWED_HOST) must be a host name, with or without a port, as box.example:7420; found '${name}'.`,
      )
    }
  }
  if (!isLoopback(host) && allowedHosts.length === 0) {
    throw new UsageError(
      `--host ${host} lets others in: name each host name that they will use with --allowed-host, so that no other web page can pretend to be this one.`,
    )
  }
  return Object.freeze({
    dataDir: readDataDir(options.dataDir, environment, cwd),
    host,
    port: readPort(options.port, environment),
    allowedHosts: Object.freeze([...allowedHosts]),
    databaseUrl: readDatabaseUrl(options.databaseUrl ?? variable(environment, 'SIGNALBOX_DATABASE_URL')),
    retainChanges: readRetention(options.retainChanges ?? variable(environment, 'SIGNALBOX_RETAIN_CHANGES')),
    allowedWebhooks: readAllowedWebhooks(options.allowWebhook ?? variableList(environment, 'SIGNALBOX_ALLOW_WEBHOOK')),
    logLevel: readLogLevel(options.logLevel ?? variable(environment, 'SIGNALBOX_LOG_LEVEL')),
    open: options.open ?? readSwitch(environment, 'SIGNALBOX_OPEN'),
    environment,
    version: packageVersion(),
  })
}

/** Where the data is, as `serve` with the same options would have it. Throws a UsageError. */
export function readDataPlace(options: Pick<ServeOptions, 'dataDir' | 'databaseUrl'>, environment: Environment, cwd: string): DataPlace {
  return Object.freeze({
    dataDir: readDataDir(options.dataDir, environment, cwd),
    databaseUrl: readDatabaseUrl(options.databaseUrl ?? variable(environment, 'SIGNALBOX_DATABASE_URL')),
    environment,
    version: packageVersion(),
  })
}

/** Where the server is: --data-dir, else SIGNALBOX_URL with SIGNALBOX_TOKEN, else SIGNALBOX_DATA_DIR, else .signalbox. Throws a UsageError. */
export function readServerPlace(dataDir: string | undefined, environment: Environment, cwd: string): ServerPlace {
  const url = variable(environment, 'SIGNALBOX_URL')
  if (dataDir !== undefined || url === undefined) return { dataDir: readDataDir(dataDir, environment, cwd) }
  const token = variable(environment, 'SIGNALBOX_TOKEN')
  if (token === undefined)
    throw new UsageError('SIGNALBOX_URL is set and SIGNALBOX_TOKEN is not: the server at that address needs a token.')
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UsageError(`SIGNALBOX_URL must be an address as http://127.0.0.1:7420; found '${url}'.`)
  return { url, token }
}

/** The project that is meant where none is named, or null. */
export function readProjectKey(option: string | undefined, environment: Environment): string | null {
  return option ?? variable(environment, 'SIGNALBOX_PROJECT') ?? null
}

/** A port that was typed, else SIGNALBOX_PORT, else `fallback`. Throws a UsageError. */
export function readPort(option: string | undefined, environment: Environment, fallback = DEFAULT_PORT): number {
  const text = option ?? variable(environment, 'SIGNALBOX_PORT')
  if (text === undefined) return fallback
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  const source = option === undefined ? 'SIGNALBOX_PORT' : '--port'
  throw new UsageError(`${source} must be a number from 0 to 65535, where 0 takes a free one; found '${text}'.`)
}

/** A variable that is set to nothing is not set. */
function variable(environment: Environment, name: string): string | undefined {
  return environment[name] === '' ? undefined : environment[name]
}

/** Names between commas. */
function variableList(environment: Environment, name: string): readonly string[] {
  return (
    variable(environment, name)
      ?.split(',')
      .map((entry) => entry.trim()) ?? []
  )
}

function readDataDir(option: string | undefined, environment: Environment, cwd: string): string {
  return resolve(cwd, option ?? variable(environment, 'SIGNALBOX_DATA_DIR') ?? DEFAULT_DATA_DIR)
}

function readDatabaseUrl(url: string | undefined): string | null {
  if (url === undefined) return null
  if (/^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return url
  // The text is not shown: it may hold a password.
  throw new UsageError(
    '--database-url (SIGNALBOX_DATABASE_URL) must be the address of a PostgreSQL database, as postgres://user:password@host:5432/name.',
  )
}

function readRetention(text = 'all'): Retention {
  const retention = parseRetention(text)
  if (retention !== null && !isTooLittle(retention)) return Object.freeze(retention)
  throw new UsageError(
    `--retain-changes (SIGNALBOX_RETAIN_CHANGES) must be all, a number of changes per project from ${LEAST_CHANGES} on, or an age from ${LEAST_AGE_MS / 3_600_000}h on, as 12h or 30d; found '${text}'. With less, a client that was away for a moment would have to begin anew.`,
  )
}

function readAllowedWebhooks(entries: readonly string[]): readonly string[] {
  const allowed = entries.flatMap((entry) => {
    const authorities = parseAllowedWebhook(entry)
    if (authorities !== null) return authorities
    throw new UsageError(
      `--allow-webhook (SIGNALBOX_ALLOW_WEBHOOK) must be a host with its port, as hooks.example.com or hooks.example.com:8443, without a pattern; found '${entry}'.`,
    )
  })
  return Object.freeze([...new Set(allowed)])
}

function readLogLevel(text: string | undefined): LogLevel {
  if (text === undefined) return 'info'
  const level = LOG_LEVELS.find((candidate) => candidate === text)
  if (level === undefined)
    throw new UsageError(`--log-level (SIGNALBOX_LOG_LEVEL) must be one of ${LOG_LEVELS.join(', ')}; found '${text}'.`)
  return level
}

function readSwitch(environment: Environment, name: string): boolean {
  const text = variable(environment, name) ?? 'false'
  if (/^(1|true|yes)$/i.test(text)) return true
  if (/^(0|false|no)$/i.test(text)) return false
  throw new UsageError(`${name} must be true or false; found '${text}'.`)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
