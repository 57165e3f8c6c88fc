/** The statuses of a work unit. */
import { STATUSES } from '../domain/work-unit.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-values.ts'

export const WorkUnitStatus = builder.enumType('WorkUnitStatus', {
  description: 'Where a work unit stands.',
  values: enumValues(STATUSES, {
    READY: 'It can be dispatched: as soon as a slot is free, unless it is held or waits for a time.',
    RUNNING: 'An agent works on it.',
    BLOCKED: 'It waits for other work units: see `blockedBy`.',
    NEEDS_ATTENTION: 'It waits for a person: see `attention`. It holds no agent slot.',
    DONE: 'It has been through its phases. It stays as it is.',
  }),
})
