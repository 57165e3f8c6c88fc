/** What an operation costs by the sizes that it asks for, wherever they stand. */
import { parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { tooCostly } from '../../src/server/limits.ts'

const units = (output: string): string =>
  `query ($n: Int, $m: Int) { workUnits(project: "demo", first: 500) { nodes { currentRun { ${output} { nodes { position stream text at } } } } } }`

const statistics = (buckets: string): string =>
  `statistics(project: "demo", from: "2026-01-01T12:00:00Z"${buckets}) { buckets { from to injected done failedRuns } phases { phase runs medianSeconds p90Seconds } waits { status count medianSeconds p90Seconds } usage { costUsd } }`

describe('too costly', () => {
  const CASES: readonly [fact: string, document: string, variables: object, isRefused: boolean][] = [
    ['the newest line of each of 500 runs is not', units('output(last: 1)'), {}, false],
    ['the newest line by a variable is not', units('output(last: $n)'), { n: 1 }, false],
    ['the newest 500 lines of each are', units('output(last: 500)'), {}, true],
    ['the newest 500 by a variable are', units('output(last: $n)'), { n: 500 }, true],
    ['the newest 500 behind a small first one are', units('output(first: 1, last: $n)'), { n: 500 }, true],
    ['500 from the beginning beside a small last one are', units('output(last: 1, first: $n)'), { n: 500 }, true],
    ['as many as come by default are', units('output'), {}, true],
    ['as many as come by default are, where the size is null', units('output(last: $n)'), { n: null }, true],
    ['statistics in 200 parts are not', `{ ${statistics(', buckets: 200')} }`, {}, false],
    ['statistics in a hundred thousand parts are', `{ ${statistics(', buckets: 100000')} }`, {}, true],
  ]
  test.each(CASES)('%s', (_fact, document, variables, isRefused) => {
    expect(tooCostly(schema, parse(document), variables).length).toBe(isRefused ? 1 : 0)
  })
})
