/** Projects: the repositories that signalbox works on. */
import { SignalboxError } from '../domain/errors.ts'
import type { AgentSettings } from '../domain/project.ts'
import type { Phase as PhaseName } from '../domain/phase.ts'
import { STATUSES, type WorkUnitStatus as Status } from '../domain/work-unit.ts'
import type { Project as ProjectRow } from '../generated/sqlite/client.ts'
import * as services from '../services/project.ts'
import { builder } from './builder.ts'
import { beginAnew, callerOf, type GraphQLContext } from './context.ts'
import { idempotencyKey } from './input.ts'
import { fromJson } from './json-column.ts'
import { Phase } from './phase.ts'
import { WorkUnitStatus } from './work-unit-status.ts'

/** The project of that key. Throws NOT_FOUND. To be awaited before anything of the project is read: see `Loaders.projects`. */
export async function projectNamed({ loaders }: GraphQLContext, key: string): Promise<ProjectRow> {
  const project = (await loaders.projects()).byKey.get(key)
  if (project) return project
  throw new SignalboxError('NOT_FOUND', `There is no project '${key}'. 'signalbox project list' shows those that exist.`, 'project')
}

const AgentDriver = builder.enumType('AgentDriver', {
  description: 'How a run talks to its agent.',
  values: { COMMAND: { description: 'Any program: the prompt comes on its standard input, and its exit code says how it ended.' } },
})

const Agent = builder.objectRef<AgentSettings>('AgentSettings').implement({
  description: 'The agent of a project.',
  authScopes: { reader: true },
  fields: (t) => ({
    driver: t.field({ type: AgentDriver, description: 'How a run talks to it.', resolve: ({ driver }) => driver }),
    command: t.stringList({
      description: 'The program and its arguments; never a line for a shell.',
      resolve: ({ command }) => [...command],
    }),
    environment: t.stringList({
      description: 'Names of the variables that it inherits from the server.',
      resolve: ({ environment }) => [...environment],
    }),
  }),
})

const StatusCount = builder.objectRef<{ status: Status; count: number }>('StatusCount').implement({
  description: 'How many work units of a project have one status.',
  authScopes: { reader: true },
  fields: (t) => ({
    status: t.expose('status', { type: WorkUnitStatus, description: 'The status.' }),
    count: t.exposeInt('count', { description: 'How many have it; may be 0.' }),
  }),
})

export const Project = builder.prismaNode('Project', {
  description: 'One git repository that signalbox works on, with its settings and its own change log.',
  authScopes: { reader: true },
  nullable: true,
  id: { field: 'id', description: 'The global id.' },
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The slug by which people and scripts know it.' }),
    repositoryPath: t.exposeString('repositoryPath', { description: 'Where the repository is on the server.' }),
    baseBranch: t.exposeString('baseBranch', { description: 'The branch that work starts from and is merged into.' }),
    maxAgents: t.exposeInt('maxAgents', { description: 'How many agents may run at the same time.' }),
    paused: t.exposeBoolean('paused', { description: 'Whether nothing new is started; what runs goes on.' }),
    agent: t.field({ type: Agent, description: 'The agent that does the work.', resolve: ({ agent }) => fromJson<AgentSettings>(agent) }),
    checkCommand: t.stringList({
      nullable: true,
      description:
        "The gate after the rebase and before the merge, such as the project's tests, as an argument list; null when there is none.",
      resolve: ({ checkCommand }) => fromJson<string[] | null>(checkCommand),
    }),
    phases: t.field({
      type: [Phase],
      description: 'The phases that it uses, in order.',
      resolve: ({ phases }) => fromJson<PhaseName[]>(phases),
    }),
    cursor: t.field({
      type: 'Cursor',
      description:
        'The head of the change log, read before everything else in this answer: a `workUnitUpdated` after this cursor misses no change that is not in the answer already.',
      resolve: ({ id, sequence }) => ({ projectId: id, sequence }),
    }),
    startCursor: t.field({
      type: 'Cursor',
      description:
        'The oldest cursor that is still served: a `workUnitUpdated` after it replays every change that has not expired (see `serve --retain-changes`), all of them by default.',
      resolve: ({ id, expiredSequence }) => ({ projectId: id, sequence: expiredSequence }),
    }),
    sequence: t.exposeInt('sequence', { description: 'The position that `cursor` stands for: the number of changes so far.' }),
    statusCounts: t.field({
      type: [StatusCount],
      description: 'How many work units have which status; every status is there.',
      resolve: async ({ id }, _args, { loaders }) => {
        const counts = await loaders.statusCounts.load(id)
        return STATUSES.map((status) => ({ status, count: counts.get(status) ?? 0 }))
      },
    }),
  }),
})

builder.queryFields((t) => ({
  projects: t.field({
    type: [Project],
    authScopes: { reader: true },
    description: 'All projects, by key.',
    resolve: async (_root, _args, { loaders }) => [...(await loaders.projects()).all],
  }),
  project: t.field({
    type: Project,
    nullable: true,
    authScopes: { reader: true },
    description: 'The project of that key; null when there is none.',
    args: { key: t.arg.string({ required: true, description: "The project's key." }) },
    resolve: async (_root, { key }, { loaders }) => (await loaders.projects()).byKey.get(key) ?? null,
  }),
}))

const ProjectPayload = builder.objectRef<ProjectRow>('ProjectPayload').implement({
  description: 'The answer to a mutation of a project.',
  authScopes: { owner: true },
  fields: (t) => ({
    project: t.field({
      type: Project,
      description:
        'The project as the mutation left it; a repeat by its idempotency key shows the settings that the first answer did. A project has no history: ' +
        'its work units and their counts are those of now.',
      resolve: (project) => project,
    }),
    cursor: t.field({
      type: 'Cursor',
      description: 'The head of its change log when that was done. Settings are no change of a work unit: they have no entry in the log.',
      resolve: ({ id, sequence }) => ({ projectId: id, sequence }),
    }),
  }),
})

const AgentSettingsInput = builder.inputType('AgentSettingsInput', {
  description: 'The agent of a project.',
  fields: (t) => ({
    driver: t.field({ type: AgentDriver, required: true, description: 'How a run talks to it.' }),
    command: t.stringList({ required: true, description: 'The program and its arguments; never a line for a shell.' }),
    environment: t.stringList({
      description:
        'Names of the variables that it may inherit from the server. Besides it gets PATH, HOME, LANG, TERM, TMPDIR and what signalbox tells it.',
    }),
  }),
})

const PATH = 'The repository, or a folder in it, on the server.'
const BRANCH = 'The branch that work starts from and is merged into'
const CHECK = "The gate before a merge, such as the project's tests, as an argument list"

const CreateProjectInput = builder.inputType('CreateProjectInput', {
  description: 'A new project.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'A slug: 1 to 40 lower-case letters, digits and `-`.' }),
    repositoryPath: t.string({ required: true, description: PATH }),
    baseBranch: t.string({ description: `${BRANCH}; the one that is checked out when absent.` }),
    maxAgents: t.int({ description: 'How many agents may run at the same time: 1 to 1000; 4 when absent.' }),
    agent: t.field({ type: AgentSettingsInput, required: true, description: 'The agent that does the work.' }),
    checkCommand: t.stringList({ description: `${CHECK}; no gate when absent.` }),
    phases: t.field({ type: [Phase], description: 'The phases to use, IMPLEMENT at least; all of them when absent.' }),
    idempotencyKey: idempotencyKey(t),
  }),
})

const UpdateProjectInput = builder.inputType('UpdateProjectInput', {
  description: 'New settings of a project. What is absent stays as it is.',
  fields: (t) => ({
    key: t.string({ required: true, description: "The project's key, which cannot be changed." }),
    repositoryPath: t.string({ description: PATH }),
    baseBranch: t.string({ description: `${BRANCH}.` }),
    maxAgents: t.int({ description: 'How many agents may run at the same time: 1 to 1000. Fewer than run now ends none of them.' }),
    paused: t.boolean({ description: 'True: nothing new is started, and what runs goes on. False: the scheduler goes on.' }),
    agent: t.field({ type: AgentSettingsInput, description: 'The agent, for runs that start from now on.' }),
    checkCommand: t.stringList({ description: `${CHECK}; null takes it away.` }),
    phases: t.field({ type: [Phase], description: 'The phases to use, IMPLEMENT at least.' }),
    idempotencyKey: idempotencyKey(t),
  }),
})

builder.mutationFields((t) => ({
  createProject: t.field({
    type: ProjectPayload,
    authScopes: { owner: true },
    description:
      'Makes a project of a git repository that is on the server. Refuses a path that is no repository, one without a commit, and an unknown branch.',
    args: { input: t.arg({ type: CreateProjectInput, required: true, description: 'The project.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) =>
      payload(context, await services.createProject(context.services, callerOf(context, key), input)),
  }),
  updateProject: t.field({
    type: ProjectPayload,
    authScopes: { owner: true },
    description: 'Changes the settings of a project, at once and for the running scheduler too. It touches no work unit.',
    args: { input: t.arg({ type: UpdateProjectInput, required: true, description: 'What to change.' }) },
    resolve: async (_root, { input: { idempotencyKey: key, ...input } }, context) =>
      payload(context, await services.updateProject(context.services, callerOf(context, key), input)),
  }),
}))

function payload(context: GraphQLContext, project: ProjectRow): ProjectRow {
  beginAnew(context)
  return project
}
