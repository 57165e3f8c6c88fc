/** The API as a client meets it: the schema on a store, with the codes that clients get. */
import { execute, GraphQLError, parse, subscribe, validate, type ExecutionResult } from 'graphql'
import { expect, onTestFinished } from 'vitest'
import type { Viewer } from '../../src/domain/viewer.ts'
import { createContextFactory, type GraphQLContext, type ServerFacts } from '../../src/graphql/context.ts'
import { toClientError } from '../../src/graphql/errors.ts'
import { schema } from '../../src/graphql/schema.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { QUIET_SERVER } from '../support/quiet-server.ts'
import { createTestProject, testServices, type TestServices } from '../support/units.ts'

export const OWNER: Viewer = { kind: 'operator', name: 'olga', role: 'OWNER' }
export const OPERATOR: Viewer = { kind: 'operator', name: 'otto', role: 'OPERATOR' }
export const VIEWER: Viewer = { kind: 'operator', name: 'vera', role: 'VIEWER' }

export const STARTED_AT = new Date('2026-01-01T12:00:00.000Z')

type Variables = Readonly<Record<string, unknown>>

/** What a client is told about what it may not do, or not so. */
export interface Refusal {
  readonly code: unknown
  readonly field: unknown
  readonly message: string
}

export class Api {
  readonly services: TestServices
  readonly contextFor: (viewer: Viewer) => GraphQLContext

  /** Nothing is open on the server, unless `facts` say so. */
  constructor(services: TestServices, facts: Partial<ServerFacts> = {}) {
    this.services = services
    this.contextFor = createContextFactory(services, { version: '1.2.3', startedAt: STARTED_AT, ...QUIET_SERVER, ...facts })
  }

  get store() {
    return this.services.store
  }

  /** The data of an operation; an error fails the test. */
  async data<T>(document: string, variables: Variables = {}, viewer: Viewer = OWNER): Promise<T> {
    const result = await this.result(document, variables, viewer)
    expect(result.errors?.map((error) => error.originalError ?? error)).toBeUndefined()
    return plain<T>(result.data)
  }

  /** The one error of an operation that must not succeed. */
  async refusal(document: string, variables: Variables = {}, viewer: Viewer = OWNER): Promise<Refusal> {
    return refusalIn(await this.result(document, variables, viewer))
  }

  async result(document: string, variables: Variables, viewer: Viewer): Promise<ExecutionResult> {
    const parsed = parse(document)
    const errors = validate(schema, parsed)
    if (errors.length > 0) return { errors }
    return execute({ schema, document: parsed, variableValues: variables, contextValue: this.contextFor(viewer) })
  }

  /** The events of a subscription, which is ended with the test. */
  async events<T>(document: string, variables: Variables = {}, viewer: Viewer = OWNER): Promise<AsyncIterator<T>> {
    const stream = await this.stream(document, variables, viewer)
    if (!(Symbol.asyncIterator in stream)) throw stream.errors?.[0]?.originalError ?? new Error('The subscription was refused.')
    onTestFinished(async () => void (await stream.return?.(undefined)))
    return {
      next: async () => {
        const result = await stream.next()
        if (result.done === true) return { done: true, value: undefined }
        expect(result.value.errors?.map((error) => error.originalError ?? error)).toBeUndefined()
        return { done: false, value: plain<T>(result.value.data) }
      },
      return: async () => {
        await stream.return?.(undefined)
        return { done: true, value: undefined }
      },
    }
  }

  async refusedSubscription(document: string, variables: Variables = {}, viewer: Viewer = OWNER): Promise<Refusal> {
    const stream = await this.stream(document, variables, viewer)
    if (Symbol.asyncIterator in stream) throw new Error('The subscription was let through.')
    return refusalIn(stream)
  }

  private stream(document: string, variables: Variables, viewer: Viewer) {
    return subscribe({ schema, document: parse(document), variableValues: variables, contextValue: this.contextFor(viewer) })
  }
}

/** An API on a fresh database, with the project `demo`. */
export async function openApi(store?: TestStore): Promise<Api> {
  const api = new Api(testServices(store ?? (await openTestStore())))
  await createTestProject(api.store)
  return api
}

/** The next so many events. */
export async function take<T>(events: AsyncIterator<T>, count: number): Promise<T[]> {
  const taken: T[] = []
  while (taken.length < count) {
    const { done, value } = await events.next()
    if (done === true) throw new Error(`The subscription ended after ${taken.length} of ${count} events.`)
    taken.push(value)
  }
  return taken
}

function refusalIn({ errors, data }: ExecutionResult): Refusal {
  const [error] = errors ?? []
  if (!error) throw new Error(`This was not refused: ${JSON.stringify(data)}`)
  const { message, extensions } = toClientError(error, (unexpected) => {
    throw unexpected instanceof GraphQLError ? (unexpected.originalError ?? unexpected) : unexpected
  })
  return { code: extensions['code'], field: extensions['field'], message }
}

/** As JSON brings it to the client. */
function plain<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value)) as T
}
