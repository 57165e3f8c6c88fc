/** The server that answers, and those beside it. */
import { builder } from './builder.ts'
import type { GraphQLContext } from './context.ts'

const Database = builder.enumType('Database', {
  description: 'Where everything is kept.',
  values: {
    SQLITE: { description: 'A file of the server.' },
    POSTGRESQL: { description: 'A PostgreSQL server, which several signalbox servers may share.' },
  },
})

const Server = builder.objectRef<GraphQLContext>('Server').implement({
  description: 'The server that answers.',
  authScopes: { reader: true },
  fields: (t) => ({
    version: t.string({ description: 'The version of signalbox.', resolve: (_server, _args, { facts }) => facts.version }),
    startedAt: t.field({ type: 'DateTime', description: 'Since when it runs.', resolve: (_server, _args, { facts }) => facts.startedAt }),
    now: t.field({
      type: 'DateTime',
      description: 'What time it is by its clock: it writes this time to what happens now.',
      resolve: (_server, _args, { services }) => services.now(),
    }),
    sockets: t.int({ description: 'WebSockets that are open on it now.', resolve: (_server, _args, { facts }) => facts.load().sockets }),
    streams: t.int({
      description: 'Streams of server-sent events that are open on it now.',
      resolve: (_server, _args, { facts }) => facts.load().streams,
    }),
    subscriptions: t.int({
      description: 'Subscriptions that it serves now, over WebSockets and as server-sent events.',
      resolve: (_server, _args, { facts }) => facts.load().subscriptions,
    }),
    feedLagSeconds: t.float({
      nullable: true,
      description:
        'From the time of a change to its hand-over to the subscribers that are live: the longest of about the last minute, of this server. ' +
        'Null when nothing was handed over in that time.',
      resolve: (_server, _args, { facts }) => facts.feedLagSeconds(),
    }),
    hosts: t.stringList({
      description: 'The hosts of all servers on this database whose lease has not run out.',
      resolve: async (_server, _args, { loaders, services }) => {
        const alive = (await loaders.servers()).filter(({ leaseUntil }) => leaseUntil > services.now())
        return [...new Set(alive.map(({ host }) => host))].toSorted()
      },
    }),
    database: t.field({
      type: Database,
      description: 'Where everything is kept.',
      resolve: (_server, _args, { services }) => services.store.database,
    }),
  }),
})

builder.queryField('server', (t) =>
  t.field({
    type: Server,
    authScopes: { reader: true },
    description: 'The server that answers.',
    resolve: (_root, _args, context) => context,
  }),
)
