/** What Node says of this process: memory, processor time, the event loop. It is the same for every server in the process, and measured once. */
import { collectDefaultMetrics, Registry } from 'prom-client'

/** In milliseconds. The event loop is woken that often to be measured, also when nothing else happens. */
const EVENT_LOOP_PRECISION_MS = 50

let metrics: Registry | undefined

/** What measures the event loop cannot be stopped, so it is begun when somebody asks for the first time. */
export function processMetrics(): Registry {
  if (metrics) return metrics
  metrics = new Registry()
  collectDefaultMetrics({ register: metrics, eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MS })
  return metrics
}
