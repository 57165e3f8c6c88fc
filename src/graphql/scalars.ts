/** The scalars of our own. */
import { GraphQLError } from 'graphql'
import { builder } from './builder.ts'
import { encodeCursor } from './cursor.ts'

builder.scalarType('DateTime', {
  description: 'A time in UTC, in the form of ISO 8601: `2026-01-31T12:00:00.000Z`.',
  serialize: (time) => time.toISOString(),
})

builder.scalarType('Cursor', {
  description:
    "The opaque form of a position in a project's change log. Keep it, and hand it back as `after` to `workUnitUpdated` to get everything that came later.",
  serialize: encodeCursor,
  parseValue: (value) => {
    if (typeof value !== 'string') throw new GraphQLError(`A Cursor is a text that this API gave; found ${JSON.stringify(value)}.`)
    return value
  },
})
