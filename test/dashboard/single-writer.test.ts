/**
 * The rule of dashboard/api/board.ts, kept by a test: what the feed keeps up to date is selected by the snapshot and the feed alone.
 * If this fails for a query of yours, select the unit by its name and look its state up on the board.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { buildSchema, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql'
import { expect, test } from 'vitest'

const dashboard = new URL('../../dashboard/', import.meta.url)
const schema = buildSchema(readFileSync(new URL('../schema.graphql', dashboard), 'utf8'))
const sources = readdirSync(dashboard, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.d)\.tsx?$/.test(file))
const documents = sources.flatMap((file) =>
  [...readFileSync(new URL(file, dashboard), 'utf8').matchAll(/graphql\(\s*`([^`]*)`/g)].map(([, text = '']) => ({ file, text })),
)

/** The fields of type WorkUnit that a document selects, by the definition that they stand in. */
function selected(text: string) {
  const types = new TypeInfo(schema)
  const found: { definition: string; field: string }[] = []
  let definition = ''
  const begin = ({ name }: { name?: { value: string } | undefined }) => void (definition = name?.value ?? '')
  const visitor = visitWithTypeInfo(types, {
    OperationDefinition: begin,
    FragmentDefinition: begin,
    Field: ({ name }) => {
      if (types.getParentType()?.name === 'WorkUnit') found.push({ definition, field: name.value })
    },
  })
  visit(parse(text), visitor)
  return found
}

const NAMES = ['id', 'chunk', 'title']
const all = documents.flatMap(({ file, text }) => selected(text).map((each) => ({ file, ...each })))
const card = new Set(all.filter(({ definition }) => definition === 'WorkUnitCard').map(({ field }) => field))

test('only the snapshot and the feed select what the feed keeps up to date', () => {
  expect(card).toContain('revision')
  expect(documents.length).toBeGreaterThan(10)
  const others = all.filter(({ definition, field }) => definition !== 'WorkUnitCard' && card.has(field) && !NAMES.includes(field))
  expect(others).toEqual([])
})
