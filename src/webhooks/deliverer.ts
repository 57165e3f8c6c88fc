/**
 * Delivers the webhooks of all projects. It keeps one delivery for each webhook that there is, so that none waits for another's
 * receiver, and wakes those of a project when its log has grown. Several servers on one database have a delivery each; the claim
 * in the webhook's row says which of them sends.
 */
import { oneAtATime } from '../store/one-at-a-time.ts'
import { type Delivery, deliver } from './delivery.ts'
import { type DelivererOptions, RETRY_MS, STOP_MS } from './options.ts'

export interface Deliverer {
  /** Breaks off what is being sent: the next start sends it again. */
  stop(): Promise<void>
}

export async function startDeliverer(options: DelivererOptions): Promise<Deliverer> {
  const { services, exclusive, after, log } = options
  const { store } = services
  const deliveries = new Map<string, Delivery>()
  let stopped = false
  let callOff = (): void => undefined

  /** Begins with what is new and ends what was deleted. */
  const refresh = oneAtATime(async () => {
    try {
      const webhooks = await store.read.webhook.findMany({ select: { id: true, projectId: true } })
      if (stopped) return
      const known = new Set(webhooks.map(({ id }) => id))
      for (const webhook of webhooks) if (!deliveries.has(webhook.id)) deliveries.set(webhook.id, deliver(options, webhook))
      for (const [id, delivery] of deliveries) {
        if (known.has(id)) continue
        await delivery.stop()
        deliveries.delete(id)
      }
    } catch (error) {
      if (stopped) return
      log.error({ err: error }, 'the webhooks could not be read')
      callOff = after(RETRY_MS, () => void refresh())
    }
  })

  const unsubscribe = [
    store.subscribe('workUnitUpdated', (change) => {
      for (const delivery of deliveries.values()) if (delivery.projectId === change.projectId) delivery.grown()
    }),
    // Webhooks count as settings of their project.
    store.subscribe('projectUpdated', () => void refresh()),
  ]
  if (exclusive) await store.webhooks.releaseAll()
  await refresh()

  return {
    async stop() {
      stopped = true
      for (const end of unsubscribe) end()
      callOff()
      const ended = Promise.all([...deliveries.values()].map((delivery) => delivery.stop()))
      // The database may be away: nothing waits for it longer than a stop may take.
      let callOffWait = (): void => undefined
      await Promise.race([ended, new Promise<void>((resolve) => (callOffWait = after(STOP_MS, resolve)))])
      callOffWait()
    },
  }
}
