/** What an injection would make. */
import {
  type InjectionPreview as PreviewSource,
  type PreviewedUnit as UnitSource,
  previewInjection,
} from '../services/injection-preview.ts'
import type { PredictedConflict } from '../services/predicted-conflict.ts'
import { builder } from './builder.ts'
import { ConflictEvidence, ConflictVerdict } from './conflict.ts'
import { InjectWorkUnitsInput } from './injection.ts'
import { Phase } from './phase.ts'
import { WorkUnitStatus } from './work-unit-status.ts'

const PreviewedUnit = builder.objectRef<UnitSource>('PreviewedUnit').implement({
  description: 'A work unit as an injection would make it.',
  authScopes: { reader: true },
  fields: (t) => ({
    chunk: t.exposeString('chunk', { description: 'The slug of its chunk.' }),
    title: t.exposeString('title', { description: 'One line that says what it is.' }),
    phase: t.expose('phase', { type: Phase, description: 'Where it would start.' }),
    status: t.expose('status', { type: WorkUnitStatus, description: 'READY, or BLOCKED while one that it depends on is not DONE.' }),
    priority: t.exposeInt('priority', { description: '-1000 to 1000; higher goes first.' }),
    held: t.exposeBoolean('held', { description: 'Whether it would be kept from being dispatched.' }),
    dependsOn: t.stringList({
      description: 'The chunks that must be DONE first, the oldest first.',
      resolve: ({ dependsOn }) => [...dependsOn],
    }),
  }),
})

const PreviewedConflict = builder.objectRef<PredictedConflict>('PreviewedConflict').implement({
  description: 'Two work units that may touch the same code, by the paths and references that their documents declare.',
  authScopes: { reader: true },
  fields: (t) => ({
    chunks: t.stringList({ description: 'The two, the older one first.', resolve: ({ chunks }) => [...chunks] }),
    verdict: t.expose('verdict', { type: ConflictVerdict, description: 'What would follow if they came to work at the same time.' }),
    evidence: t.field({
      type: [ConflictEvidence],
      description: 'The places that both declare.',
      resolve: ({ evidence }) => [...evidence],
    }),
  }),
})

const InjectionPreview = builder.objectRef<PreviewSource>('InjectionPreview').implement({
  description: 'What an injection would make: as of now; not part of the change log.',
  authScopes: { reader: true },
  fields: (t) => ({
    workUnits: t.field({
      type: [PreviewedUnit],
      description: 'The new work units, in the order in which they would be created.',
      resolve: ({ workUnits }) => [...workUnits],
    }),
    conflicts: t.field({
      type: [PreviewedConflict],
      description:
        'Conflicts of the new work units with each other, and with those of the project that are not DONE. Two of which one waits for the other, directly or through others, never work at the same time and have none.',
      resolve: ({ conflicts }) => [...conflicts],
    }),
    truncated: t.exposeBoolean('truncated', {
      description: 'Whether there may be more conflicts than these, because there is too much to be compared.',
    }),
  }),
})

builder.queryField('previewInjection', (t) =>
  t.field({
    type: InjectionPreview,
    authScopes: { reader: true },
    description:
      'What `injectWorkUnits` with the same input would make now, without making it. What that would refuse is refused in the same way: VALIDATION_FAILED, NOT_FOUND, DUPLICATE_CHUNK, DEPENDENCY_CYCLE. Writes nothing, is not part of the change log, and nobody waits for it.',
    args: {
      input: t.arg({ type: InjectWorkUnitsInput, required: true, description: 'The new work units. Its `idempotencyKey` plays no part.' }),
    },
    resolve: (_root, { input }, { services }) => previewInjection(services, input),
  }),
)
