/** The scalars of our own. */
import { GraphQLError } from 'graphql'
import { builder } from './builder.ts'
import { encodeCursor } from './cursor.ts'

builder.scalarType('DateTime', {
  description: 'A time in the form of ISO 8601: `2026-01-31T12:00:00.000Z`. Given out in UTC; taken with any zone, but not without one.',
  serialize: (time) => time.toISOString(),
  parseValue: (value) => {
    const time = typeof value === 'string' ? timeOf(value) : null
    if (time === null)
      throw new GraphQLError(`A DateTime is a time with its zone, such as 2026-01-31T12:00:00Z; found ${JSON.stringify(value)}.`)
    return time
  },
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

const TIME = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/

/** Null for all that JavaScript takes besides, such as a time without a zone, which means another one in every place, and the 31st of February. */
function timeOf(text: string): Date | null {
  const [, day] = TIME.exec(text) ?? []
  const [time, midnight] = [new Date(text), new Date(`${day}T00:00:00Z`)]
  if (Number.isNaN(time.getTime()) || Number.isNaN(midnight.getTime())) return null
  return midnight.toISOString().startsWith(`${day}T`) ? time : null
}
