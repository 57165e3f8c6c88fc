/**
 * What must hold for what any subscriber was sent, in whatever case: complete, in order, each once, nothing that did not happen, and a client
 * that applied it has what the database has. A hole is found by the numbers of the server, a ghost by the ledger of the suite.
 */
import type { Snapshot, Unit } from './api.ts'
import type { Event } from './documents.ts'
import type { Ledger } from './ledger.ts'

/** Where a subscription began. */
export interface Start {
  /** The sequence after which its first event is due; null where that is not known because changes were in flight. */
  readonly sequence: number | null
  /** What the client had before; null where it had nothing. */
  readonly units: ReadonlyMap<string, Unit> | null
}

export interface Account {
  readonly name: string
  readonly start: Start
  /** The only chunks that it asked for; null for all. */
  readonly chunks: readonly string[] | null
  readonly events: readonly Event[]
}

/** What is wrong with what a subscriber was sent, in sentences. `truth` is the database after everything has arrived. */
export function judge(account: Account, ledger: Ledger, truth: Snapshot): string[] {
  const breaches = [
    ...sequenceBreaches(account, truth),
    ...revisionBreaches(account, truth),
    ...ghosts(account, ledger, truth),
    ...stale(account, truth),
  ]
  const shown = breaches.slice(0, 4).map((breach) => `${account.name}: ${breach}`)
  return breaches.length > shown.length ? [...shown, `${account.name}: and ${breaches.length - shown.length} more`] : shown
}

/** In order and once; and without a hole for who asked for all chunks. */
function sequenceBreaches({ start, chunks, events }: Account, truth: Snapshot): string[] {
  const breaches: string[] = []
  const seen = new Set<number>()
  let last = start.sequence
  for (const { sequence, chunk } of events) {
    if (seen.has(sequence)) breaches.push(`sequence ${sequence} (${chunk}) came twice`)
    else if (last !== null && sequence <= last) breaches.push(`sequence ${sequence} (${chunk}) came after ${last}`)
    else if (last !== null && sequence !== last + 1 && chunks === null)
      breaches.push(`sequences ${last + 1} to ${sequence - 1} are missing`)
    seen.add(sequence)
    last = Math.max(last ?? 0, sequence)
  }
  if (chunks === null && last !== truth.sequence) breaches.push(`nothing came after sequence ${last}; the head is ${truth.sequence}`)
  return breaches
}

/** The revisions of each unit without a hole, from what the client had. */
function revisionBreaches({ start, chunks, events }: Account, truth: Snapshot): string[] {
  const breaches: string[] = []
  const revisions = new Map([...(start.units ?? new Map<string, Unit>())].map(([chunk, { revision }]) => [chunk, revision]))
  for (const { chunk, revision, kind } of events) {
    const last = revisions.get(chunk) ?? (start.units === null ? null : 0)
    // The rows of a snapshot may be newer than its cursor: the client knows by the revision that it has this one.
    const isKnown = revision <= (start.units?.get(chunk)?.revision ?? 0)
    if (chunks !== null && !chunks.includes(chunk)) breaches.push(`${chunk} was not asked for`)
    if (!isKnown && last !== null && revision !== last + 1) breaches.push(`${chunk}: revision ${revision} came after ${last}`)
    if ((kind === 'CREATED') !== (revision === 1)) breaches.push(`${chunk}: revision ${revision} is ${kind}`)
    if (!isKnown) revisions.set(chunk, revision)
  }
  for (const [chunk, { revision }] of truth.units) {
    const isDue = chunks?.includes(chunk) ?? true
    const last = revisions.get(chunk)
    if (isDue && last !== undefined && last < revision) breaches.push(`${chunk}: nothing came after revision ${last}; it is at ${revision}`)
  }
  return breaches
}

/** What was told and did not happen, or not so. */
function ghosts({ events }: Account, ledger: Ledger, truth: Snapshot): string[] {
  return events.flatMap(({ chunk, revision, kind, priority, sequence }) => {
    const unit = truth.units.get(chunk)
    const breaches: string[] = []
    if (!ledger.knows({ chunk, revision, priority }))
      breaches.push(`${chunk} at revision ${revision} with priority ${priority} never happened`)
    if ((kind === 'DELETED') !== (priority === null)) breaches.push(`${chunk}: ${kind} came with priority ${priority}`)
    if (unit && revision > unit.revision) breaches.push(`${chunk}: revision ${revision} is not in the database`)
    if (sequence > truth.sequence) breaches.push(`sequence ${sequence} is not in the database`)
    return breaches
  })
}

/** What a client has that applied the events, against what the database has. */
function stale({ start, chunks, events }: Account, truth: Snapshot): string[] {
  const model = new Map([...(start.units ?? [])].map(([chunk, unit]) => [chunk, unit]))
  for (const { chunk, revision, priority } of events) {
    if (revision <= (model.get(chunk)?.revision ?? 0)) continue
    if (priority === null) model.delete(chunk)
    else model.set(chunk, { chunk, revision, priority })
  }
  const isDue = (chunk: string): boolean => chunks?.includes(chunk) ?? (start.units !== null || model.has(chunk))
  const wrong = [...truth.units.values()].filter(({ chunk, priority }) => isDue(chunk) && model.get(chunk)?.priority !== priority)
  return [
    ...wrong.map(({ chunk, priority }) => `shows ${chunk} with priority ${model.get(chunk)?.priority}; it has ${priority}`),
    ...[...model.keys()].filter((chunk) => isDue(chunk) && !truth.units.has(chunk)).map((chunk) => `shows ${chunk}, which is gone`),
  ]
}
