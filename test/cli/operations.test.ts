import { readFileSync } from 'node:fs'
import { buildSchema, isInputObjectType, Kind, parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import * as agent from '../../src/cli/agent-operations.ts'
import * as attention from '../../src/cli/attention-operations.ts'
import * as change from '../../src/cli/change-operations.ts'
import * as completion from '../../src/cli/completion-operations.ts'
import * as conflict from '../../src/cli/conflict-operations.ts'
import * as output from '../../src/cli/output-operations.ts'
import * as project from '../../src/cli/project-operations.ts'
import * as show from '../../src/cli/show-operations.ts'
import * as token from '../../src/cli/token-operations.ts'
import * as verb from '../../src/cli/verb-operations.ts'
import * as webhook from '../../src/cli/webhook-operations.ts'
import * as workUnit from '../../src/cli/work-unit-operations.ts'

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'))
const operations = Object.entries({
  ...agent,
  ...attention,
  ...change,
  ...completion,
  ...conflict,
  ...output,
  ...project,
  ...show,
  ...token,
  ...verb,
  ...webhook,
  ...workUnit,
}).flatMap(([name, value]) => (typeof value === 'object' ? [{ name, text: value.text }] : []))

test('the operations of the command line are found', () => {
  expect(operations.length).toBeGreaterThan(10)
})

test.each(operations)('$name is valid against schema.graphql', ({ text }) => {
  expect(validate(schema, parse(text)).map(({ message }) => message)).toEqual([])
})

test.each(operations.filter(({ text }) => /^\s*mutation/.test(text)))('$name can be repeated with an idempotency key', ({ text }) => {
  const [operation] = parse(text).definitions
  const type = operation?.kind === Kind.OPERATION_DEFINITION ? operation.variableDefinitions?.[0]?.type : undefined
  const input = type?.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.NAMED_TYPE ? schema.getType(type.type.name.value) : undefined
  expect(isInputObjectType(input) && Object.keys(input.getFields())).toContain('idempotencyKey')
})
