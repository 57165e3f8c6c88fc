/** The page's urql clients: one with the cache, HTTP for queries and mutations, the socket for changes; and one that goes past the cache. */
import { Client, fetchExchange, mapExchange, subscriptionExchange } from '@urql/core'
import type { SubscriptionOperation } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import type { Result } from '../../src/client/socket.ts'
import { cacheRules } from './cache.ts'
import { isSignedOut } from './problem.ts'

/** Keeps a subscription alive and hands on its results; returns the way to end it. Whoever subscribes says how, as `context.follow`. */
export type Follow = (request: SubscriptionOperation, onResult: (result: Result) => void) => () => void

declare module '@urql/core' {
  interface OperationContext {
    follow?: Follow
  }
}

/** A request that the network has swallowed is given up, in milliseconds: what waits for it would never be live again. */
const ANSWER_WITHIN = 15_000

export interface ClientOptions {
  /** The address of `/graphql`. */
  readonly url: string
  readonly onSignedOut: () => void
  readonly fetch?: typeof fetch
}

export interface ApiClients {
  /** With the cache. */
  readonly client: Client
  /** For what is kept elsewhere (see unit-store.ts), or is too big to keep. */
  readonly direct: Client
}

export function createApiClients({ url, onSignedOut, fetch = globalThis.fetch }: ClientOptions): ApiClients {
  const signedOut = mapExchange({
    onError: (error) => {
      if (isSignedOut(error)) onSignedOut()
    },
  })
  const options = {
    url,
    fetch: ((resource, request) =>
      fetch(resource, {
        ...request,
        signal: AbortSignal.any([AbortSignal.timeout(ANSWER_WITHIN), ...(request?.signal ? [request.signal] : [])]),
      })) satisfies typeof globalThis.fetch,
    fetchOptions: { credentials: 'same-origin' as const },
    preferGetMethod: false as const,
  }
  const client = new Client({
    ...options,
    exchanges: [
      signedOut,
      cacheExchange(cacheRules()),
      subscriptionExchange({
        forwardSubscription: (request, { context: { follow } }) => ({
          subscribe: (sink) => {
            if (!follow) throw new Error('A subscription needs `follow` in its context: it says how it resumes.')
            return { unsubscribe: follow(request, (result) => sink.next(result)) }
          },
        }),
      }),
      fetchExchange,
    ],
  })
  return { client, direct: new Client({ ...options, exchanges: [signedOut, fetchExchange] }) }
}
