/** The schema as a document: printed and described. */
import { readFileSync } from 'node:fs'
import { isEnumType, isInputObjectType, isInterfaceType, isIntrospectionType, isObjectType, printSchema } from 'graphql'
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

test('no field asks Pothos to read a row again, because what it was given may be a moment of the past', () => {
  const fields = types.filter(isObjectType).flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
  const reading = fields
    .filter(({ field }) => Boolean(field.extensions['pothosPrismaSelect']))
    .map(({ type, field }) => `${type.name}.${field.name}`)
  expect(reading, 'Add the field with `builder.objectFields`: see unit-parts.ts.').toEqual([])
})
