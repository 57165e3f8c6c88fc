/** The database, and the promises about what is in it. The functions are pure; they are asked about what was seen at one moment. */
import type { InspectedDatabase, InspectedUnit } from '../store/inspect.ts'
import type { Check } from './check.ts'

/** No lease is as long. */
const LONGEST_LEASE_MS = 5 * 60_000

type Rule = Omit<Check, 'look'> & { readonly problems: (seen: InspectedDatabase, now: Date) => string[] }

const RULES: readonly Rule[] = [
  {
    name: 'change-log',
    fact: 'the change log of every project has each change, from what has expired to its head',
    remedy: 'Changes are lost. Take the project from a backup; clients take a new snapshot by themselves.',
    problems: ({ projects }) =>
      projects.flatMap(({ key, sequence, expiredSequence, log }) => {
        const expected = { changes: sequence - expiredSequence, first: expiredSequence + 1, last: sequence }
        if (log.changes === expected.changes && (log.changes === 0 || (log.first === expected.first && log.last === expected.last)))
          return []
        return [`${key}: expected ${expected.changes} changes up to ${sequence}, found ${log.changes} up to ${log.last}`]
      }),
  },
  {
    name: 'broadcast',
    fact: 'every work unit is what its newest change says: what subscribers see is true',
    remedy: 'Somebody wrote to the database around signalbox. Any change through the API, as a priority, makes the unit’s row known again.',
    problems: (seen) =>
      eachUnit(seen, ({ differsIn }) => {
        if (differsIn === null) return ['its revision is not in the change log']
        return differsIn.length === 0 ? [] : [`its row differs from the log in ${differsIn.join(', ')}`]
      }),
  },
  {
    name: 'runs',
    fact: 'every running work unit has a run, and every run a server whose lease is good',
    remedy: `Start 'signalbox serve': it takes lost runs back and tries again. What is RUNNING without a run is stopped by 'signalbox cancel'.`,
    problems: (seen, now) => {
      const leases = new Map(seen.servers.map(({ id, leaseUntil }) => [id, leaseUntil]))
      return eachUnit(seen, ({ status, openRuns }) => {
        if (status === 'RUNNING' && openRuns.length === 0) return ['it is RUNNING without a run']
        return openRuns.flatMap(({ serverId, host }) => {
          const lease = leases.get(serverId)
          if (lease === undefined) return [`its run belongs to a server on ${host} that has left`]
          return lease <= now ? [`the lease of its server on ${host} has expired at ${lease.toISOString()}`] : []
        })
      })
    },
  },
  {
    name: 'blocked',
    fact: 'every blocked work unit waits for one that is not DONE',
    remedy: `Any change of it wakes it, as 'signalbox prioritize CHUNK 0'.`,
    problems: (seen) =>
      eachUnit(seen, ({ status, blockers }) => (status === 'BLOCKED' && blockers === 0 ? ['all that it waits for is DONE or gone'] : [])),
  },
  {
    name: 'attention',
    fact: 'a work unit needs attention if and only if there is an open item that says what for',
    remedy: `Look at it with 'signalbox show'; 'signalbox retry' and 'signalbox rewind' withdraw what is open.`,
    problems: (seen) =>
      eachUnit(seen, ({ status, openItems }) => {
        if (status === 'NEEDS_ATTENTION') return openItems === 0 ? ['it needs attention, and nothing says what for'] : []
        return openItems === 0 ? [] : [`it is ${status}, and has open items`]
      }),
  },
  {
    name: 'clocks',
    fact: 'the clocks of the servers agree',
    remedy: 'Set the clocks of the servers: a lease that was written by one that is ahead keeps a dead server’s runs.',
    problems: ({ servers }, now) =>
      servers.flatMap(({ host, leaseUntil }) =>
        leaseUntil.getTime() - now.getTime() > LONGEST_LEASE_MS
          ? [`a lease of ${host} ends at ${leaseUntil.toISOString()}, more than ${LONGEST_LEASE_MS / 60_000} minutes from now`]
          : [],
      ),
  },
]

/** `look` opens the database at one moment; it is asked by every check, and looks once. */
export function databaseChecks(look: () => Promise<InspectedDatabase>, now: () => Date): Check[] {
  const opens: Check = {
    name: 'database',
    fact: 'the database can be read, and has the tables of this version',
    remedy: `Start 'signalbox serve', which makes it or brings it up to date; or name the right one with --data-dir or --database-url.`,
    look: () =>
      look().then(
        () => [],
        (error: unknown) => [error instanceof Error ? error.message : String(error)],
      ),
  }
  return [opens, ...RULES.map(({ problems, ...rule }): Check => ({ ...rule, look: async () => problems(await ifReadable(look), now()) }))]
}

/** Why it cannot be read is told once. */
export function ifReadable(look: () => Promise<InspectedDatabase>): Promise<InspectedDatabase> {
  return look().catch((error: unknown) => {
    throw new Error('the database cannot be read', { cause: error })
  })
}

function eachUnit({ projects, units }: InspectedDatabase, problems: (unit: InspectedUnit) => string[]): string[] {
  const keys = new Map(projects.map(({ id, key }) => [id, key]))
  return units.flatMap((unit) => problems(unit).map((problem) => `${keys.get(unit.projectId)}/${unit.chunk}: ${problem}`))
}
