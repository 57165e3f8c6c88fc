/** The fields that the inputs of many mutations have in common. */
import type { SchemaTypes } from './builder.ts'

type InputBuilder = PothosSchemaTypes.InputFieldBuilder<SchemaTypes, 'InputObject'>

export function idempotencyKey(t: InputBuilder) {
  return t.string({
    description:
      'A key of your own: a repeat with the same input gets the first answer and does nothing, also after a restart and whatever has changed since; ' +
      'one with another input is refused as IDEMPOTENCY_CONFLICT. A request that was refused leaves its key free.',
  })
}

export function expectedRevision(t: InputBuilder) {
  return t.int({
    description:
      'The revision that this was decided on: refused as STALE_REVISION when the work unit has moved on. Not checked when absent.',
  })
}

/** How a mutation names one unit, with what every such input may carry. */
export function oneUnit(t: InputBuilder) {
  return {
    project: t.string({ required: true, description: "The project's key." }),
    chunk: t.string({ required: true, description: "The work unit's chunk." }),
    expectedRevision: expectedRevision(t),
    idempotencyKey: idempotencyKey(t),
  }
}
