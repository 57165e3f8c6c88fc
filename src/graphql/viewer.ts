/** Who asks. */
import { ROLES, type Viewer as ViewerSource } from '../domain/viewer.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-values.ts'

export const Role = builder.enumType('Role', {
  description:
    'What the token of an operator is good for. Each role may also do what the one before it may.\n\n' +
    'A token is made with `createToken`, which shows it once, and is good until it expires or is taken back with `revokeToken`; what was ' +
    'opened with it is closed then, a WebSocket with 4403. It is sent as `Authorization: Bearer …`, over HTTP, WebSocket and server-sent events ' +
    'alike, or as `token` in the `connection_init` of a WebSocket; never in an address.\n\n' +
    'The token of a run has no role: its agent finds it in SIGNALBOX_TOKEN. It is good for `askOperator`, `submitReview` and `reportProgress` of ' +
    'that run, and only while the run goes on.',
  values: enumValues(ROLES, {
    VIEWER: 'Reads and subscribes: sees all projects and all work, and changes nothing.',
    OPERATOR: 'Works: injects, prioritizes, answers, resolves, retries, rewinds, holds, cancels, completes and deletes work units.',
    OWNER: 'Configures: makes and changes projects with their agents and webhooks, and makes and revokes tokens.',
  }),
})

const Viewer = builder.objectRef<ViewerSource>('Viewer').implement({
  description: 'Whose token came with the request.',
  authScopes: { reader: true },
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
