/** Work units: the type, and how they are found. The files of the other concepts add what is theirs. */
import type { CodeReference as CodeReferenceSource } from '../domain/conflict.ts'
import { builder } from './builder.ts'
import { BROADCAST_INVARIANT } from './invariant.ts'
import { fromJson } from './json-column.ts'
import { Phase } from './phase.ts'
import { Project, projectNamed } from './project.ts'
import { sequenceOf } from './unit-source.ts'
import { Usage } from './usage.ts'
import { WorkUnitStatus } from './work-unit-status.ts'

const CodeReference = builder.objectRef<CodeReferenceSource>('CodeReference').implement({
  description: "A place in the code that a chunk's document names.",
  authScopes: { reader: true },
  fields: (t) => ({
    ref: t.exposeString('ref', { description: 'A path and the symbol in it: `path/file.ext#Symbol::member`.' }),
    implements: t.exposeString('implements', {
      nullable: true,
      description: 'What the chunk does there; null when the document does not say.',
    }),
  }),
})

export const WorkUnit = builder.prismaNode('WorkUnit', {
  description: `The record of one chunk on its way through the phases.\n\n${BROADCAST_INVARIANT}`,
  authScopes: { reader: true },
  nullable: true,
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    project: t.field({
      type: Project,
      description: 'Its project. In an event or the answer of a mutation its `sequence` and `cursor` are those of that event or answer.',
      resolve: async (unit, _args, { loaders }) => {
        const project = (await loaders.projects()).byId.get(unit.projectId)
        if (!project) throw new Error(`Unit ${unit.id} has no project.`)
        const sequence = sequenceOf(unit)
        return sequence === null ? project : { ...project, sequence }
      },
    }),
    chunk: t.exposeString('chunk', { description: 'The slug of its chunk, unique in the project.' }),
    title: t.exposeString('title', { description: 'One line that says what it is.' }),
    goal: t.exposeString('goal', {
      nullable: true,
      description: 'What is to be done, in Markdown; null when the agent of the phase GOAL shall write it.',
    }),
    phase: t.expose('phase', { type: Phase, description: 'The step that it is at.' }),
    status: t.expose('status', { type: WorkUnitStatus, description: 'Where it stands.' }),
    statusSince: t.expose('statusSince', { type: 'DateTime', description: 'Since when it has that status.' }),
    held: t.exposeBoolean('held', { description: 'Whether an operator keeps it from being dispatched.' }),
    priority: t.exposeInt('priority', { description: '-1000 to 1000; higher goes first.' }),
    revision: t.exposeInt('revision', { description: 'How often it has changed: 1, 2, 3 … without a gap.' }),
    codePaths: t.stringList({
      description: 'Files and globs that its document says it is going to touch.',
      resolve: ({ codePaths }) => fromJson<string[]>(codePaths),
    }),
    codeReferences: t.field({
      type: [CodeReference],
      description: 'Places in the code that its document names.',
      resolve: ({ codeReferences }) => fromJson<CodeReferenceSource[]>(codeReferences),
    }),
    notBefore: t.expose('notBefore', { type: 'DateTime', nullable: true, description: 'When a READY unit may start, if it must wait.' }),
    branch: t.exposeString('branch', {
      nullable: true,
      description: 'The branch of its work; null before its first run, and when it is merged.',
    }),
    worktreePath: t.exposeString('worktreePath', {
      nullable: true,
      description: 'The folder of its worktree on the server; null when it has none.',
    }),
    mergedCommit: t.exposeString('mergedCommit', {
      nullable: true,
      description: 'The commit that brought its work into the base branch, or is about to.',
    }),
    reviewRound: t.exposeInt('reviewRound', { description: 'How often a reviewer sent it back.' }),
    usage: t.field({ type: Usage, description: 'What all its runs have used up.', resolve: (unit) => unit }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was injected.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it last changed.' }),
  }),
})

builder.queryField('workUnit', (t) =>
  t.field({
    type: WorkUnit,
    nullable: true,
    authScopes: { reader: true },
    description: 'The work unit of a chunk; null when the project has none. An unknown project is NOT_FOUND.',
    args: {
      project: t.arg.string({ required: true, description: "The project's key." }),
      chunk: t.arg.string({ required: true, description: "The chunk's slug." }),
    },
    resolve: async (_root, { project, chunk }, context) => {
      const { id } = await projectNamed(context, project)
      return context.services.store.read.workUnit.findUnique({ where: { projectId_chunk: { projectId: id, chunk } } })
    },
  }),
)
