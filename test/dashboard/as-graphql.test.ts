/** What "show as GraphQL" prints is a document that the server would take as it stands. */
import { readFileSync } from 'node:fs'
import { buildSchema, getNamedType, isEnumType, isInputObjectType, isScalarType, Kind, parse, validate, valueFromAST } from 'graphql'
import { describe, expect, test } from 'vitest'
import { asGraphql, graphiqlAddress } from '../../dashboard/api/as-graphql.ts'
import type { PageOperation } from '../../dashboard/api/as-graphql.ts'
import { AttentionQueue } from '../../dashboard/api/attention-queue.ts'
import { BoardPage, WorkUnitChanges } from '../../dashboard/api/board.ts'
import { graphql } from '../../dashboard/api/graphql.ts'
import { INPUT_TYPES, SCALARS } from '../../dashboard/api/input-types.ts'
import { HoldWorkUnit, RetryWorkUnits, RewindWorkUnit } from '../../dashboard/api/verbs.ts'

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'))

const Filtered = graphql(`
  query Filtered($project: String!, $filter: WorkUnitFilter, $verdict: ConflictVerdict, $first: Int = 50) {
    workUnits(project: $project, filter: $filter, first: $first) {
      totalCount
    }
    conflicts(project: $project, verdict: $verdict) {
      id
    }
  }
`)
const Inject = graphql(`
  mutation Inject($input: InjectWorkUnitsInput!) {
    injectWorkUnits(input: $input) {
      cursor
    }
  }
`)

/** The variables as a server would understand them, by operation. */
function understood(operation: PageOperation): Record<string, unknown> {
  const document = parse(asGraphql(operation))
  expect(validate(schema, document)).toEqual([])
  return Object.fromEntries(
    document.definitions.flatMap((definition) => {
      if (definition.kind !== Kind.OPERATION_DEFINITION) return []
      return (definition.variableDefinitions ?? []).map(({ variable, type, defaultValue }) => {
        const name = 'type' in type ? ('type' in type.type ? '' : type.type.name.value) : type.name.value
        const inputType = schema.getType(name)
        const isInput = inputType !== undefined && (isInputObjectType(inputType) || isEnumType(inputType) || isScalarType(inputType))
        return [variable.name.value, isInput && defaultValue ? valueFromAST(defaultValue, inputType) : undefined]
      })
    }),
  )
}

const HARD_TEXT = 'It says "no",\n\tthen \\ and """ again.\r\nÜmlaut \u2028 and ☃'

describe('the defaults are what the page has', () => {
  test.each<[string, PageOperation]>([
    ['text', { document: BoardPage, variables: { project: HARD_TEXT, after: null } }],
    [
      'enums and lists in an input',
      { document: Filtered, variables: { project: 'demo', filter: { status: ['READY', 'DONE'], search: 'DONE' } } },
    ],
    ['an enum by itself', { document: Filtered, variables: { project: 'demo', verdict: 'ASK_OPERATOR', first: 7 } }],
    [
      'an enum in a mutation',
      { document: RewindWorkUnit, variables: { input: { project: 'demo', chunk: 'a', phase: 'PLAN', expectedRevision: 3 } } },
    ],
    ['a reason', { document: RetryWorkUnits, variables: { input: { project: 'demo', reason: 'AGENT_FAILED' } } }],
    [
      'inputs in an input',
      {
        document: Inject,
        variables: {
          input: {
            project: 'demo',
            workUnits: [
              { chunk: 'a', goal: HARD_TEXT, phase: 'IMPLEMENT', priority: -3, held: true, dependsOn: ['b', 'c'] },
              { chunk: 'b', phase: null, dependsOn: [] },
            ],
          },
        },
      },
    ],
  ])('%s', (_, operation) => {
    expect(understood(operation)).toMatchObject(operation.variables)
  })
})

test('what has no value gets no default, and keeps the one that it had', () => {
  expect(understood({ document: BoardPage, variables: {} })).toEqual({ project: undefined, after: undefined })
  expect(asGraphql({ document: Filtered, variables: {} })).toContain('$first: Int = 50')
})

test('further operations stand in the same document, each with its defaults, and with what its fragments select', () => {
  const text = asGraphql({
    document: BoardPage,
    variables: { project: 'demo' },
    others: [
      { document: WorkUnitChanges, variables: { project: 'other' } },
      { document: HoldWorkUnit, variables: { input: { project: 'demo', chunk: 'a' } } },
    ],
  })
  expect(validate(schema, parse(text))).toEqual([])
  // GraphiQL sends one of them with all fragments that there are, of which each must then be used.
  expect(text).not.toMatch(/^fragment/m)
  expect(text.match(/\.\.\. on WorkUnit \{\s+id\s+chunk/g)).toHaveLength(2)
  expect([text.includes('query BoardPage($project: String! = "demo"'), text.includes('$project: String! = "other"')]).toEqual([true, true])
})

test('the document that the page sends stays as it is', () => {
  const before = JSON.stringify(AttentionQueue)
  asGraphql({ document: AttentionQueue, variables: { project: 'demo' } })
  expect(JSON.stringify(AttentionQueue)).toBe(before)
})

test('an address that a server would not take goes without what is not necessary', () => {
  const others = [{ document: Inject, variables: { input: { project: 'demo', workUnits: [{ chunk: 'a', goal: 'x'.repeat(20_000) }] } } }]
  const address = graphiqlAddress({ document: AttentionQueue, variables: { project: 'demo' }, others })
  expect(decodeURIComponent(address)).toContain('$project: String! = "demo"')
  expect(address).not.toContain('Inject')
  expect(graphiqlAddress({ document: AttentionQueue, variables: { project: 'x'.repeat(20_000) } }).length).toBeLessThan(12_000)
  expect(graphiqlAddress(null)).toBe('/graphql')
})

test('what the page knows of inputs is what the schema says', () => {
  const types = Object.values(schema.getTypeMap())
  const inputs = types.filter(isInputObjectType).flatMap(({ name, getFields }) => {
    const fields = Object.values(getFields.call(schema.getType(name))).flatMap((field) => {
      const type = getNamedType(field.type)
      return isScalarType(type) ? [] : [[field.name, type.name] as const]
    })
    return fields.length === 0 ? [] : [[name, Object.fromEntries(fields)] as const]
  })
  expect(INPUT_TYPES).toEqual(Object.fromEntries(inputs))
  expect(types.filter(isScalarType).map(({ name }) => name)).toEqual(expect.arrayContaining([...SCALARS]))
  expect(SCALARS).toEqual(expect.arrayContaining(types.filter(isScalarType).map(({ name }) => name)))
})
