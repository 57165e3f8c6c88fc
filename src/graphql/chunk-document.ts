/** The GOAL.md files of a repository, to be chosen from. Read from git, and so a field of Query and not of a project or a work unit. */
import { type FoundDocument, readChunkDocuments } from '../services/chunk-documents.ts'
import { builder } from './builder.ts'
import { projectNamed } from './project.ts'
import { WorkUnit } from './work-unit.ts'

const ChunkDocument = builder.objectRef<FoundDocument>('ChunkDocument').implement({
  description: "A GOAL.md file on a project's base branch: as of now, read from git; not part of the change log.",
  authScopes: { reader: true },
  fields: (t) => ({
    path: t.exposeString('path', { description: 'The file, from the top of the repository.' }),
    chunk: t.exposeString('chunk', {
      description: "The folder's name, which is the chunk's slug if it is one; empty for a file in no folder.",
    }),
    title: t.exposeString('title', {
      description: "One line that says what it is: the title that the unit gets, or the chunk's name in words.",
    }),
    status: t.exposeString('status', {
      nullable: true,
      description: 'The status in its frontmatter. FUTURE, IMPLEMENTING and none can be injected; anything else says that it is finished.',
    }),
    dependsOn: t.stringList({
      description:
        'The chunks that it says must be DONE first, without those that are finished by the documents beside it and that the project has no work unit for: to be handed to `injectWorkUnits` as `dependsOn`.',
      resolve: ({ dependsOn }) => [...dependsOn],
    }),
    codePaths: t.stringList({
      description: 'Files and globs that it says it is going to touch.',
      resolve: ({ codePaths }) => [...codePaths],
    }),
    priority: t.exposeInt('priority', {
      nullable: true,
      description: 'The priority that it says, -1000 to 1000; null when it names none.',
    }),
    planned: t.exposeBoolean('planned', {
      description:
        'Whether a PLAN.md beside it has more than headings and comments: then IMPLEMENT is to be handed to `injectWorkUnits` as `phase`.',
    }),
    text: t.exposeString('text', {
      description:
        'The file as it is, to be handed to `injectWorkUnits` as `goal`: 256 KiB at most, and 16 MiB in all; empty for one that is bigger, and `problem` then says so. Bytes that are no UTF-8 are shown as �.',
    }),
    problem: t.exposeString('problem', {
      nullable: true,
      description:
        'Why it cannot be injected: frontmatter that is broken, with its line, a folder whose name is no chunk, a status that says it is finished, a work unit that the project has already. Null when it can.',
    }),
    workUnit: t.field({
      type: WorkUnit,
      nullable: true,
      description: 'The work unit that the project has for its chunk.',
      resolve: ({ workUnitId }, _args, { loaders }) => (workUnitId === null ? null : loaders.units.load(workUnitId)),
    }),
  }),
})

builder.queryField('chunkDocuments', (t) =>
  t.field({
    type: [ChunkDocument],
    authScopes: { reader: true },
    description:
      "The GOAL.md files on the project's base branch, sorted by path, the first 1,000: as of now, read from git; not part of the change log, so that no `workUnitUpdated` tells of them. No checkout is read and no symbolic link is followed. An unknown project is NOT_FOUND, and so is a repository or a base branch that is not there any more.",
    args: { project: t.arg.string({ required: true, description: "The project's key." }) },
    resolve: async (_root, { project }, context) => {
      await projectNamed(context, project)
      return readChunkDocuments(context.services, project)
    },
  }),
)
