/** What a unit's branch changes. Read from git, and so a field of Query: every field of a work unit is announced when it changes, and git announces nothing. */
import { type BranchDiff as BranchDiffSource, FILE_CHANGES, type FileDiff as FileDiffSource } from '../domain/branch-diff.ts'
import { readBranchDiff } from '../services/branch-diff.ts'
import { builder } from './builder.ts'
import { enumValues } from './enum-values.ts'

const FileChange = builder.enumType('FileChange', {
  description: 'What became of a file.',
  values: enumValues(FILE_CHANGES, {
    ADDED: 'It is new.',
    MODIFIED: 'Its content, its mode or its kind is another one.',
    DELETED: 'It is gone.',
    RENAMED: 'It has another path, and most of its content.',
  }),
})

const FileDiff = builder.objectRef<FileDiffSource>('FileDiff').implement({
  description: 'What a branch changes in one file.',
  authScopes: { reader: true },
  fields: (t) => ({
    path: t.exposeString('path', {
      description: 'The file, from the top of the repository; where it was, if it is deleted. Bytes that are no UTF-8 are shown as �.',
    }),
    previousPath: t.exposeString('previousPath', { nullable: true, description: 'Where it was before; null unless it is RENAMED.' }),
    change: t.expose('change', { type: FileChange, description: 'What became of it.' }),
    binary: t.exposeBoolean('binary', { description: 'Whether git takes it for something else than text.' }),
    additions: t.exposeInt('additions', { nullable: true, description: 'Lines that are new; null for a binary file.' }),
    deletions: t.exposeInt('deletions', { nullable: true, description: 'Lines that are gone; null for a binary file.' }),
    patch: t.exposeString('patch', {
      nullable: true,
      description:
        "The unified diff of this file as git prints it, from its line `diff --git` on: with three lines of context, and without a hunk where only the path or the mode changes. A file that became a symbolic link, or was one, is shown as one that is deleted and one that is added. Null for a binary file, for one with more than 200 KiB, and beyond 1 MiB in all; the branch's `truncated` then says so.",
    }),
  }),
})

const BranchDiff = builder.objectRef<BranchDiffSource>('BranchDiff').implement({
  description: "What a work unit's branch changes against its base: as of now, read from git; not part of the change log.",
  authScopes: { reader: true },
  fields: (t) => ({
    base: t.exposeString('base', {
      description:
        "The commit that is compared with: where the unit's branch left the base branch; for a merged unit where the base branch was before the merge, by its reflog, or else the merged commit's first parent.",
    }),
    head: t.exposeString('head', { description: "The commit that is shown: the tip of the unit's branch, or the merged commit." }),
    merged: t.exposeBoolean('merged', { description: 'Whether `head` is on the base branch.' }),
    files: t.field({
      type: [FileDiff],
      description: 'The files that differ, in the order of their paths; the first 300.',
      resolve: ({ files }) => [...files],
    }),
    additions: t.exposeInt('additions', { description: 'Lines that are new in all files, also in those that are left out.' }),
    deletions: t.exposeInt('deletions', { description: 'Lines that are gone from all files, also from those that are left out.' }),
    truncated: t.exposeBoolean('truncated', {
      description: 'Whether files, patches or uncommitted paths are left out because there are too many, or they are too big.',
    }),
    uncommitted: t.stringList({
      description:
        "Paths in the unit's worktree that are changed or new and in no commit yet, without ignored ones: of the whole worktree, the first 300. Empty where there is no worktree.",
      resolve: ({ uncommitted }) => [...uncommitted],
    }),
  }),
})

builder.queryField('branchDiff', (t) =>
  t.field({
    type: BranchDiff,
    nullable: true,
    authScopes: { reader: true },
    description:
      'What the branch of a work unit changes against its base: as of now, read from git; not part of the change log, so that no `workUnitUpdated` tells of it. Null when there is nothing to show yet: no branch and no merged commit. An unknown project or chunk is NOT_FOUND, and so are a repository, a base branch or a merged commit that are not there any more. Works while an agent does.',
    args: {
      project: t.arg.string({ required: true, description: "The project's key." }),
      chunk: t.arg.string({ required: true, description: "The chunk's slug." }),
      paths: t.arg.stringList({
        description:
          'Files, and folders with all that is in them, from the top of the repository: 1 to 100, taken as they stand and not as patterns. Everything when absent. A file that was renamed into them is ADDED.',
      }),
    },
    resolve: (_root, input, { services }) => readBranchDiff(services, input),
  }),
)
