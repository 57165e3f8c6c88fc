/** What the works show beyond the feed: leases, statistics, and the server itself. None of it is kept in the cache. */
import type { ResultOf } from 'gql.tada'
import { graphql } from '../api/graphql.ts'

/** The newest run of each: a lease is renewed without a change of its unit. */
export const Leases = graphql(`
  query Leases($project: String!) {
    workUnits(project: $project, filter: { status: [RUNNING] }, first: 200) {
      nodes {
        id
        runs(first: 1) {
          nodes {
            id
            leaseUntil
          }
        }
      }
    }
  }
`)

export const Statistics = graphql(`
  query Statistics($project: String!, $from: DateTime!, $to: DateTime!, $buckets: Int!) {
    statistics(project: $project, from: $from, to: $to, buckets: $buckets) {
      from
      to
      knownSince
      truncated
      buckets {
        from
        to
        injected
        done
        failedRuns
      }
      phases {
        phase
        runs
        medianSeconds
        p90Seconds
      }
      waits {
        status
        count
        medianSeconds
        p90Seconds
      }
      usage {
        inputTokens
        outputTokens
        costUsd
      }
    }
  }
`)

export type Figures = ResultOf<typeof Statistics>['statistics']

export const ServerState = graphql(`
  query ServerState {
    server {
      version
      startedAt
      database
      hosts
      sockets
      streams
      subscriptions
      feedLagSeconds
    }
  }
`)
