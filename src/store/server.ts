/**
 * The servers that work on this database, and their leases. A run belongs to a server, and lives as long as its server's
 * lease: one heartbeat renews them all, without a change of any work unit.
 */
import type { Server } from '../generated/sqlite/client.ts'
import type { Clients } from './clients.ts'

export type { Server }

export interface Servers {
  /** Enters this server, or renews its lease. */
  beat(server: Server): Promise<void>
  leave(id: string): Promise<void>
  all(): Promise<Server[]>
}

export function createServers({ write, read }: Clients): Servers {
  return {
    async beat(server) {
      await write.server.upsert({ where: { id: server.id }, create: server, update: { leaseUntil: server.leaseUntil } })
    },
    async leave(id) {
      await write.server.deleteMany({ where: { id } })
    },
    all: () => read.server.findMany({ orderBy: { startedAt: 'asc' } }),
  }
}
