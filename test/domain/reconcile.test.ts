import { describe, expect, test } from 'vitest'
import { type Observation, reconcile } from '../../src/domain/reconcile.ts'
import { minutesAfterNoon, NOON } from '../support/work-unit.ts'

const SELF = { id: 'self', host: 'here' }
const LATER = minutesAfterNoon(1)

function observe(patch: Partial<Observation>): Observation {
  const servers = [{ id: 'self', host: 'here', leaseUntil: LATER, alive: true }]
  return { now: NOON, self: SELF, exclusive: false, servers, runs: [], ledUnitIds: new Set(), ledRunIds: new Set(), ...patch }
}

function run(serverId: string, host: string) {
  return { runId: 'run', unitId: 'unit', serverId, host }
}

describe('a run', () => {
  test.each<{ fact: string; patch: Partial<Observation>; lost: string | null; hasLeftovers?: boolean }>([
    { fact: 'that is led here goes on', patch: { runs: [run('self', 'here')], ledUnitIds: new Set(['unit']) }, lost: null },
    {
      fact: 'of this server that nobody leads is lost',
      patch: { runs: [run('self', 'here')] },
      lost: 'its process is gone',
      hasLeftovers: true,
    },
    {
      fact: 'of a server that is alive goes on',
      patch: { runs: [run('b', 'here')], servers: [{ id: 'b', host: 'here', leaseUntil: LATER, alive: true }] },
      lost: null,
    },
    {
      fact: 'of a server on another host whose lease is good goes on',
      patch: { runs: [run('b', 'there')], servers: [{ id: 'b', host: 'there', leaseUntil: LATER, alive: null }] },
      lost: null,
    },
    {
      fact: 'of a server that died on this host is lost before its lease expires',
      patch: { runs: [run('b', 'here')], servers: [{ id: 'b', host: 'here', leaseUntil: LATER, alive: false }] },
      lost: 'its server has died',
      hasLeftovers: true,
    },
    {
      fact: 'of a server on another host is lost with its lease, and its processes are out of reach',
      patch: { runs: [run('b', 'there')], servers: [{ id: 'b', host: 'there', leaseUntil: NOON, alive: null }] },
      lost: 'the lease of its server has expired',
      hasLeftovers: false,
    },
    { fact: 'of a server that has left is lost', patch: { runs: [run('b', 'there')] }, lost: 'its server has left', hasLeftovers: false },
    {
      fact: 'of any other server is lost where there can be no other one',
      patch: { exclusive: true, runs: [run('b', 'old-name')], servers: [{ id: 'b', host: 'old-name', leaseUntil: LATER, alive: null }] },
      lost: 'its server is gone',
      hasLeftovers: true,
    },
  ])('$fact', ({ patch, lost, hasLeftovers }) => {
    const observed = observe(patch)
    expect(reconcile(observed)).toEqual(lost === null ? [] : [{ type: 'lose', run: observed.runs[0], hasLeftovers, reason: lost }])
  })
})

test('a process whose run has ended in the database is stopped', () => {
  const observed = observe({ ledRunIds: new Set(['run', 'ended']), runs: [run('self', 'here')], ledUnitIds: new Set(['unit']) })
  expect(reconcile(observed)).toEqual([{ type: 'stop', runId: 'ended' }])
})
