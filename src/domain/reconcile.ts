/** What a server does about runs that nobody leads any more. Pure: what was observed comes in, what is to be done goes out. */

export interface ObservedServer {
  readonly id: string
  readonly host: string
  readonly leaseUntil: Date
  /** Whether its process is alive, as far as it can be told from here: null on another host. */
  readonly alive: boolean | null
}

/** A run that has not ended, as the database has it. */
export interface ObservedRun {
  readonly runId: string
  readonly unitId: string
  readonly serverId: string
  readonly host: string
}

export interface Observation {
  readonly now: Date
  readonly self: { readonly id: string; readonly host: string }
  /** True where no other server can be at work on this database: every run of another one is left over. */
  readonly exclusive: boolean
  readonly servers: readonly ObservedServer[]
  readonly runs: readonly ObservedRun[]
  /** Units whose runs are led here, also those about to be dispatched and those whose process is on its way out. */
  readonly ledUnitIds: ReadonlySet<string>
  /** Runs that were led here before the database was looked at. */
  readonly ledRunIds: ReadonlySet<string>
}

export type ReconcileAction =
  /** End the run as LOST. `hasLeftovers`: its processes, if any are left, are on this machine and are killed first. */
  | { readonly type: 'lose'; readonly run: ObservedRun; readonly hasLeftovers: boolean; readonly reason: string }
  /** Stop the process of a run that has ended in the database. */
  | { readonly type: 'stop'; readonly runId: string }

/** Every run is either led by a server that is alive, or lost. Not being able to tell is no reason to act. */
export function reconcile(observed: Observation): ReconcileAction[] {
  const open = new Set(observed.runs.map(({ runId }) => runId))
  const lost = observed.runs.flatMap((run): ReconcileAction[] => {
    const reason = whyLost(run, observed)
    // The only server of a database finds its own leftovers also where its machine has another name by now.
    const hasLeftovers = observed.exclusive || run.host === observed.self.host
    return reason === null ? [] : [{ type: 'lose', run, hasLeftovers, reason }]
  })
  const ended = [...observed.ledRunIds].filter((runId) => !open.has(runId)).map((runId): ReconcileAction => ({ type: 'stop', runId }))
  return [...lost, ...ended]
}

function whyLost(run: ObservedRun, { now, self, exclusive, servers, ledUnitIds }: Observation): string | null {
  if (run.serverId === self.id) return ledUnitIds.has(run.unitId) ? null : 'its process is gone'
  if (exclusive) return 'its server is gone'
  const server = servers.find(({ id }) => id === run.serverId)
  if (!server) return 'its server has left'
  if (server.alive === false) return 'its server has died'
  return server.leaseUntil <= now ? 'the lease of its server has expired' : null
}
