/** This server's lease, which all its runs live by: renewed three times in its duration. */
import type { Room } from './options.ts'

export interface Lease {
  /** Ends the lease: the server leaves. */
  end(): Promise<void>
}

/**
 * Takes the lease, and renews it until it is ended. `onBeat` is called after each renewal and awaited before the next. A lease
 * that was not renewed for its whole duration, be it that the database refuses or that it does not answer, calls `onLost` once,
 * and is taken anew as soon as that is possible.
 */
export async function holdLease(room: Room, onBeat: () => Promise<void>, onLost: () => void): Promise<Lease> {
  const { servers } = room.services.store
  const { leaseMs } = room.limits
  let leaseUntil = new Date(0)
  let ended = false
  let callOff = (): void => undefined
  let callOffLoss = (): void => undefined
  let beating: Promise<void> = Promise.resolve()

  async function renew(): Promise<void> {
    const until = new Date(room.services.now().getTime() + leaseMs)
    await servers.beat({ ...room.server, leaseUntil: until })
    leaseUntil = until
    callOffLoss()
    if (!ended) callOffLoss = room.after(until.getTime() - room.services.now().getTime(), onLost)
  }

  async function beat(): Promise<void> {
    try {
      await renew()
      if (!ended) await onBeat()
    } catch (error) {
      room.log.warn({ err: error, until: leaseUntil }, 'the lease could not be renewed')
    }
    next()
  }

  function next(): void {
    if (ended) return
    callOff = room.after(leaseMs / 3, () => {
      beating = beat()
    })
  }

  await renew()
  next()
  return {
    async end() {
      ended = true
      callOff()
      callOffLoss()
      await beating
      await servers.leave(room.server.id)
    },
  }
}
