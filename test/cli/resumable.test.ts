import { readFileSync } from 'node:fs'
import { buildSchema, Kind, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { makeResumable } from '../../src/cli/resumable.ts'

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'))

function resumable(text: string, variables: Record<string, unknown> = {}): ReturnType<typeof makeResumable> {
  const document = parse(text)
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (!operation) throw new Error('There is no operation.')
  return makeResumable(document, operation, variables)
}

test.each([
  ['subscription { workUnitUpdated(project: "a") { chunk } }', {}, null, 'a'],
  ['subscription { all: workUnitUpdated(project: "a", after: "c") { cursor } }', {}, 'c', null],
  ['subscription S($p: String!) { workUnitUpdated(project: $p) { ...F } } fragment F on WorkUnitUpdated { kind }', { p: 'b' }, null, 'b'],
  ['subscription S($p: String!, $c: Cursor) { workUnitUpdated(project: $p, after: $c) { kind } }', { p: 'b', c: 'd' }, 'd', null],
  ['subscription S($c: Cursor) { workUnitUpdated(project: "a", after: $c) { kind } }', {}, null, 'a'],
  ['subscription S($p: String = "b", $c: Cursor = "d") { workUnitUpdated(project: $p, after: $c) { kind } }', {}, 'd', null],
  ['subscription S($run: ID!, $n: Int) { runOutput(run: $run, after: $n) { text } }', { run: 'r', n: 5 }, 5, null],
])('%s can be resumed', (text, variables, after, project) => {
  const made = resumable(text, variables)
  expect(made).toMatchObject({ after, beginsAtHeadOf: project })
  expect(validate(schema, parse(made?.query ?? '')).map(({ message }) => message)).toEqual([])
  expect(made?.variables('x')).toEqual({ ...variables, signalboxAfter: 'x' })
})

test('what is printed has nothing that was not asked for', () => {
  const made = resumable('subscription { all: workUnitUpdated(project: "a") { chunk } }')
  expect(made?.take({ all: { chunk: 'b', signalboxPosition: 'c' } })).toEqual({ position: 'c', data: { all: { chunk: 'b' } } })
})

test.each(['subscription { ...F } fragment F on Subscription { runOutput(run: "r") { text } }', 'subscription { other { id } }'])(
  '%s cannot be resumed',
  (text) => {
    expect(resumable(text)).toBeNull()
  },
)
