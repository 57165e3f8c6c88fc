/** Who asks. */
import { ROLES, type Viewer as ViewerSource } from '../domain/viewer.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-values.ts'

export const Role = builder.enumType('Role', {
  description: 'What the token of an operator is good for.',
  values: enumValues(ROLES, {
    VIEWER: 'Sees everything and changes nothing.',
    OPERATOR: 'Also injects, answers, resolves, retries, holds, cancels and deletes.',
    OWNER: 'Also makes and changes projects.',
  }),
})

const Viewer = builder.objectRef<ViewerSource>('Viewer').implement({
  description: 'Whose token came with the request.',
  fields: (t) => ({
    name: t.exposeString('name', { description: "The token's name: the actor in the change log." }),
    role: t.field({
      type: Role,
      nullable: true,
      description: 'What the token is good for; null for the token of a run.',
      resolve: (viewer) => (viewer.kind === 'operator' ? viewer.role : null),
    }),
  }),
})

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    authScopes: { reader: true },
    description: 'Who you are.',
    resolve: (_root, _args, { viewer }) => viewer,
  }),
)
