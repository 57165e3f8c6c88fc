/** For an API without a server: nothing is open on it, and nothing was handed over. */
import type { ServerFacts } from '../../src/graphql/context.ts'

export const QUIET_SERVER: Pick<ServerFacts, 'load' | 'feedLagSeconds'> = {
  load: () => ({ sockets: 0, streams: 0, subscriptions: 0 }),
  feedLagSeconds: () => null,
}
