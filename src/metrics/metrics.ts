/**
 * What Prometheus is told. The rooms count through interfaces of their own (`StoreObserver`, `Meter`), which are implemented here; what
 * the database knows is read from it when somebody asks. A project may be a label, a chunk never.
 */
import { Registry } from 'prom-client'
import type { Load, Meter } from '../server/meter.ts'
import type { ReadClient } from '../store/clients.ts'
import type { StoreObserver } from '../store/observer.ts'
import type { DeliveryOutcome } from '../webhooks/options.ts'
import { createCommitMetrics } from './commits.ts'
import { createDatabaseMetrics } from './database.ts'
import { processMetrics } from './process.ts'
import { RecentLag } from './recent-lag.ts'
import { createLoadMetrics, createTrafficMetrics, createWebhookMetrics } from './traffic.ts'

export interface Metrics {
  readonly observe: StoreObserver
  readonly meter: Meter
  readonly onWebhook: (outcome: DeliveryOutcome) => void
  /** The longest way of a change to its live subscribers in about the last minute; null where there was none. */
  feedLagSeconds(): number | null
  /** Everything in the text format of Prometheus 0.0.4, in which `EXPOSITION` is. Rejects where the database cannot be read. */
  text(read: ReadClient, load: Load): Promise<string>
}

/** Each server has its own: several in one process do not count together. */
export function createMetrics(now: () => Date): Metrics {
  const registry = new Registry()
  const observe = createCommitMetrics(registry)
  const recentLag = new RecentLag(now)
  const meter = createTrafficMetrics(registry, now, (seconds) => recentLag.add(seconds))
  const onWebhook = createWebhookMetrics(registry)
  const showLoad = createLoadMetrics(registry)
  const readDatabase = createDatabaseMetrics(registry)
  return {
    observe,
    meter,
    onWebhook,
    feedLagSeconds: () => recentLag.longest(),
    async text(read, load) {
      showLoad(load)
      await readDatabase(read)
      return Registry.merge([registry, processMetrics()]).metrics()
    },
  }
}
