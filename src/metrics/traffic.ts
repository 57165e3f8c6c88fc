/** What is counted at the door of the server, and on the way to subscribers and to the receivers of webhooks. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Load, Meter } from '../server/meter.ts'
import type { DeliveryOutcome } from '../webhooks/options.ts'

/** In seconds: in this process one of the first, from another server by its doorbell or by a poll one of the last. */
const LAG_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** `onLag` hears of each lag too, in seconds. */
export function createTrafficMetrics(registry: Registry, now: () => Date, onLag: (seconds: number) => void): Meter {
  const registers = [registry]
  const operations = new Counter({
    name: 'signalbox_operations_total',
    help: 'Operations that began to be executed, by kind. What was refused before is not among them.',
    labelNames: ['kind'],
    registers,
  })
  const refusals = new Counter({
    name: 'signalbox_refusals_total',
    help: 'What clients were refused, by error code and by transport.',
    labelNames: ['code', 'transport'],
    registers,
  })
  const failures = new Counter({
    name: 'signalbox_unexpected_errors_total',
    help: 'Errors that nobody has foreseen. Each is in the log under the id that its client was told.',
    registers,
  })
  const slow = new Counter({
    name: 'signalbox_slow_consumers_closed_total',
    help: 'Connections closed because their client took too little of what it was sent.',
    labelNames: ['transport'],
    registers,
  })
  const lag = new Histogram({
    name: 'signalbox_feed_lag_seconds',
    help: 'From the time of a change to its hand-over to the subscribers of a document that are live; once for each document.',
    buckets: LAG_BUCKETS,
    registers,
  })
  // A rate needs a first value of zero.
  for (const kind of ['query', 'mutation', 'subscription']) operations.inc({ kind }, 0)
  for (const transport of ['websocket', 'sse']) slow.inc({ transport }, 0)
  return {
    executes: (kind) => operations.inc({ kind }),
    refused: (transport, code) => refusals.inc({ code, transport }),
    failed: () => failures.inc(),
    closedSlow: (transport) => slow.inc({ transport }),
    delivered(committedAt) {
      const seconds = Math.max(0, now().getTime() - committedAt.getTime()) / 1_000
      lag.observe(seconds)
      onLag(seconds)
    },
  }
}

/** Returns what counts how an attempt to deliver a webhook went. */
export function createWebhookMetrics(registry: Registry): (outcome: DeliveryOutcome) => void {
  const deliveries = new Counter({
    name: 'signalbox_webhook_deliveries_total',
    help: 'Attempts to deliver a webhook, by outcome: delivered, failed (tried again later), or missed (the changes had expired).',
    labelNames: ['outcome'],
    registers: [registry],
  })
  for (const outcome of ['delivered', 'failed', 'missed']) deliveries.inc({ outcome }, 0)
  return (outcome) => deliveries.inc({ outcome })
}

/** Returns what shows a load. */
export function createLoadMetrics(registry: Registry): (load: Load) => void {
  const registers = [registry]
  const sockets = new Gauge({ name: 'signalbox_websockets_open', help: 'WebSockets that are open.', registers })
  const streams = new Gauge({ name: 'signalbox_event_streams_open', help: 'Streams of server-sent events that are open.', registers })
  const subscriptions = new Gauge({ name: 'signalbox_subscriptions_open', help: 'Subscriptions that are served.', registers })
  const groups = new Gauge({
    name: 'signalbox_subscription_groups_open',
    help: 'Groups of equal subscriptions, each of which is executed once for each change.',
    registers,
  })
  return (load) => {
    sockets.set(load.sockets)
    streams.set(load.streams)
    subscriptions.set(load.subscriptions)
    groups.set(load.groups)
  }
}
