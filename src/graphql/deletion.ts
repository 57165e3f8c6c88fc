/** The end of a work unit before its time. */
import { deleteWorkUnit } from '../services/deletion.ts'
import { builder } from './builder.ts'
import { beginAnew, callerOf } from './context.ts'
import type { Position } from './cursor.ts'
import { encodeGlobalId } from './global-id.ts'
import { oneUnit } from './input.ts'
import { EFFECT_CURSOR } from './payload.ts'
import { possible } from './possible.ts'
import { projectNamed } from './project.ts'

const DeleteWorkUnitInput = builder.inputType('DeleteWorkUnitInput', {
  description: 'Which work unit to delete.',
  fields: (t) => ({
    ...oneUnit(t),
    force: t.boolean({ description: 'Delete it even where work would be lost: the work then remains at `backupRef`.' }),
  }),
})

interface Deletion {
  readonly workUnitId: string
  readonly backupRef: string | null
  readonly position: Position
}

const DeleteWorkUnitPayload = builder.objectRef<Deletion>('DeleteWorkUnitPayload').implement({
  description: 'The answer to the deletion of a work unit.',
  authScopes: { operator: true },
  fields: (t) => ({
    workUnitId: t.id({ description: 'The `id` that it had.', resolve: ({ workUnitId }) => encodeGlobalId('WorkUnit', workUnitId) }),
    cursor: t.field({ type: 'Cursor', description: EFFECT_CURSOR, resolve: ({ position }) => position }),
    backupRef: t.exposeString('backupRef', {
      nullable: true,
      description: 'The git ref that keeps its unmerged work; null when there was none.',
    }),
  }),
})

builder.mutationField('deleteWorkUnit', (t) =>
  t.field({
    type: DeleteWorkUnitPayload,
    authScopes: { operator: true },
    description:
      `Deletes a work unit with its branch and worktree. Refused as UNMERGED_WORK while work would be lost, unless forced. ` +
      `What depends on it needs attention then, and never waits for ever. ${possible('delete')}`,
    args: { input: t.arg({ type: DeleteWorkUnitInput, required: true, description: 'Which work unit.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) => {
      const { result, sequence } = await deleteWorkUnit(context.services, callerOf(context, key), input)
      beginAnew(context)
      const { id } = await projectNamed(context, input.project)
      return { ...result, position: { projectId: id, sequence } }
    },
  }),
)
