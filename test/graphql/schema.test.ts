/** The schema as a document: printed, described, and with a scope on every way in. */
import { readFileSync } from 'node:fs'
import { getNamedType, isEnumType, isInputObjectType, isInterfaceType, isIntrospectionType, isObjectType, printSchema } from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'

const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !['Boolean', 'Float', 'ID', 'Int', 'String'].includes(type.name),
)

test('schema.graphql is what the code prints', () => {
  const file = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')
  expect(file, 'Run `npm run schema`, and look at what changed for clients.').toBe(`${printSchema(schema)}\n`)
})

test('everything has a description', () => {
  const bare = types.flatMap((type) => {
    const parts: [string, string | null | undefined][] = [[type.name, type.description]]
    if (isEnumType(type)) for (const value of type.getValues()) parts.push([`${type.name}.${value.name}`, value.description])
    if (isInputObjectType(type))
      for (const field of Object.values(type.getFields())) parts.push([`${type.name}.${field.name}`, field.description])
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        parts.push([`${type.name}.${field.name}`, field.description])
        for (const arg of field.args) parts.push([`${type.name}.${field.name}(${arg.name})`, arg.description])
      }
    }
    return parts.filter(([, description]) => (description ?? '').trim() === '').map(([name]) => name)
  })
  expect(types.length).toBeGreaterThan(60)
  expect(bare, 'Say what it is and what its unit is, in a sentence.').toEqual([])
})

test('the broadcast invariant stands where the next author and the next client look', () => {
  const texts = {
    workUnitUpdated: schema.getSubscriptionType()?.getFields()['workUnitUpdated']?.description,
    WorkUnitUpdated: schema.getType('WorkUnitUpdated')?.description,
    WorkUnit: schema.getType('WorkUnit')?.description,
    Mutation: schema.getMutationType()?.description,
  }
  for (const [place, text] of Object.entries(texts)) {
    expect(text, place).toContain('every state change of a work unit is published, in order, exactly once per cursor')
    expect(text, place).toContain('To add a change')
    expect(text, place).toContain('goes around `commit`')
  }
})

function scopeOf(extensions: Readonly<Record<string, unknown>>): string[] {
  const options = extensions['pothosOptions'] as { authScopes?: object } | undefined
  return Object.keys(options?.authScopes ?? {})
}

test('every root field names the scope that it needs', () => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const fields = roots.flatMap((root) =>
    Object.values(root?.getFields() ?? {}).map((field) => ({ name: `${root?.name}.${field.name}`, scope: scopeOf(field.extensions) })),
  )
  expect(fields.length).toBe(29)
  expect(
    fields.filter(({ scope }) => scope.length !== 1).map(({ name }) => name),
    'Add `authScopes`: see authorization.ts.',
  ).toEqual([])
})

test('what a run token is answered with leads to nothing but its own run', () => {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {}).filter((field) => scopeOf(field.extensions).includes('run'))
  expect(mutations.map(({ name }) => name).toSorted()).toEqual(['askOperator', 'reportProgress', 'submitReview'])

  const reached = new Set<string>()
  const open = mutations.map(({ type }) => getNamedType(type))
  for (let type = open.pop(); type; type = open.pop()) {
    if (!isObjectType(type) || reached.has(type.name)) continue
    reached.add(type.name)
    for (const field of Object.values(type.getFields())) if (scopeOf(field.extensions).length === 0) open.push(getNamedType(field.type))
  }
  expect([...reached].toSorted(), 'Give the field that leaves the run `authScopes: { reader: true }`.').toEqual([
    'AskOperatorPayload',
    'AttentionItem',
    'PageInfo',
    'ReportProgressPayload',
    'Run',
    'RunOutput',
    'RunOutputConnection',
    'RunOutputEdge',
    'RunProgress',
    'SubmitReviewPayload',
    'Usage',
  ])
})

test('no field asks Pothos to read a row again, because what it was given may be a moment of the past', () => {
  const fields = types.filter(isObjectType).flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
  const reading = fields
    .filter(({ field }) => Boolean(field.extensions['pothosPrismaSelect']))
    .map(({ type, field }) => `${type.name}.${field.name}`)
  expect(reading, 'Add the field with `builder.objectFields`: see unit-parts.ts.').toEqual([])
})
