/** Tokens of operators: who has one, what it is good for, and how it is made and taken back. */
import type { Token as TokenSource } from '../domain/token.ts'
import { createToken, type CreatedToken, revokeToken } from '../services/token.ts'
import { builder } from './builder.ts'
import { callerOf } from './context.ts'
import { idempotencyKey } from './input.ts'
import { Role } from './viewer.ts'

const Token = builder.objectRef<TokenSource>('Token').implement({
  description: 'What is known of a token. Its text is not: it is shown once, when it is made, and only its hash is stored.',
  authScopes: { owner: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Whose it is: the actor in the change log.' }),
    role: t.expose('role', { type: Role, description: 'What it is good for.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    createdBy: t.exposeString('createdBy', {
      nullable: true,
      description: "The owner who made it; null for the owner's token that a server keeps in its data folder.",
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when it is good; null is "until it is revoked".',
    }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it is no longer good; null while it was not revoked.',
    }),
  }),
})

const COLUMNS = { name: true, role: true, createdAt: true, createdBy: true, expiresAt: true, revokedAt: true } as const

builder.queryField('tokens', (t) =>
  t.field({
    type: [Token],
    authScopes: { owner: true },
    description: 'The tokens of all operators by name, those that have expired or were revoked too. Those of runs are not among them.',
    resolve: (_root, _args, { services }) => services.store.read.token.findMany({ select: COLUMNS, orderBy: { name: 'asc' } }),
  }),
)

const CreateTokenInput = builder.inputType('CreateTokenInput', {
  description: 'A new token.',
  fields: (t) => ({
    name: t.string({
      required: true,
      description:
        'Whose it is, as the change log will say: 1 to 80 lower-case letters, digits, `.`, `_`, `@` and `-`, beginning with a letter or digit. ' +
        'No name of signalbox itself, such as `scheduler`, and none that a good token has: that of one that has expired or was revoked can be given again.',
    }),
    role: t.field({ type: Role, required: true, description: 'What it shall be good for.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'Until when it shall be good; until it is revoked when absent.' }),
    idempotencyKey: idempotencyKey(t),
  }),
})

const CreateTokenPayload = builder.objectRef<CreatedToken>('CreateTokenPayload').implement({
  description: 'A new token, with its text.',
  authScopes: { owner: true },
  fields: (t) => ({
    token: t.exposeString('token', {
      description:
        'The text to send as `Authorization: Bearer …`. It is shown here and nowhere again, but to a repeat with the same idempotency key.',
    }),
    name: t.exposeString('name', { description: 'Whose it is.' }),
    role: t.expose('role', { type: Role, description: 'What it is good for.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when it is good; null is "until it is revoked".',
    }),
  }),
})

const RevokeTokenInput = builder.inputType('RevokeTokenInput', {
  description: 'Which token to take back.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Whose it is.' }),
    idempotencyKey: idempotencyKey(t),
  }),
})

const RevokeTokenPayload = builder.objectRef<{ name: string; revokedAt: Date }>('RevokeTokenPayload').implement({
  description: 'A token that is no longer good.',
  authScopes: { owner: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Whose it is.' }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', description: 'Since when it is no longer good.' }),
  }),
})

builder.mutationFields((t) => ({
  createToken: t.field({
    type: CreateTokenPayload,
    authScopes: { owner: true },
    description:
      'Makes a token for a person or a script. Its text is in the answer and nowhere else: only a hash of it is stored. A repeat with the same ' +
      'idempotency key is answered with the same text, by the server that made it and while that keeps its own owner token; refused otherwise.',
    args: { input: t.arg({ type: CreateTokenInput, required: true, description: 'Whose it shall be, and what it shall be good for.' }) },
    resolve: (_root, { input: { idempotencyKey: key, ...input } }, context) => createToken(context.services, callerOf(context, key), input),
  }),
  revokeToken: t.field({
    type: RevokeTokenPayload,
    authScopes: { owner: true },
    description:
      'Takes a token back: it lets nobody in from now on, and connections that were opened with it are closed within a second. One that was revoked ' +
      'before stays as it is. The token in the data folder of the server that is asked is not revoked here: remove the file `owner-token` while it is stopped.',
    args: { input: t.arg({ type: RevokeTokenInput, required: true, description: 'Which token.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) => ({
      ...input,
      ...(await revokeToken(context.services, callerOf(context, key), input)),
    }),
  }),
}))
