/** Projects and their settings. */
import type { AgentSettings } from '../domain/project.ts'
import { PHASES, type Phase } from '../domain/phase.ts'
import { validCommand, validEnvironmentNames, validMaxAgents, validPhases, validProjectKey } from '../domain/validate.ts'
import type { ProjectSettings, ProjectWriter } from '../store/project.ts'
import type { Caller, Services } from './context.ts'
import { receiptFor } from './request.ts'

const DEFAULT_MAX_AGENTS = 4

type WrittenProject = Awaited<ReturnType<ProjectWriter['create']>>

export interface AgentInput {
  readonly driver: AgentSettings['driver']
  readonly command: readonly string[]
  readonly environment?: readonly string[] | null | undefined
}

export interface CreateProjectInput {
  readonly key: string
  readonly repositoryPath: string
  readonly baseBranch?: string | null | undefined
  readonly maxAgents?: number | null | undefined
  readonly agent: AgentInput
  readonly checkCommand?: readonly string[] | null | undefined
  readonly phases?: readonly Phase[] | null | undefined
}

export interface UpdateProjectInput extends Omit<CreateProjectInput, 'repositoryPath' | 'agent'> {
  readonly repositoryPath?: string | null | undefined
  readonly agent?: AgentInput | null | undefined
  readonly paused?: boolean | null | undefined
}

/** Answers with the project as it was made. */
export async function createProject(services: Services, caller: Caller, input: CreateProjectInput): Promise<WrittenProject> {
  validProjectKey(input.key)
  // What costs nothing to check comes first.
  const settings = {
    maxAgents: validMaxAgents(input.maxAgents ?? DEFAULT_MAX_AGENTS),
    paused: false,
    agent: validAgent(input.agent),
    checkCommand: input.checkCommand ? validCommand(input.checkCommand, 'checkCommand') : null,
    phases: input.phases ? validPhases(input.phases) : PHASES,
  }
  const receipt = receiptFor(caller, 'createProject', input)
  // The repository may have moved since the first call, which is no matter to a repeat.
  const known = receipt && (await services.store.projects.repeated(receipt))
  if (known) return known
  const { topLevel, baseBranch } = await services.repositories.inspect(input.repositoryPath, input.baseBranch ?? null)
  const made = await services.store.projects.create(
    services.newId(),
    input.key,
    { ...settings, repositoryPath: topLevel, baseBranch },
    receipt,
  )
  services.onDecision({ what: 'project created', actor: caller.name, project: input.key })
  return made
}

/** Changes the settings that are named, and leaves the others; `checkCommand: null` takes the gate away. Answers with the project as it was left. */
export async function updateProject(services: Services, caller: Caller, input: UpdateProjectInput): Promise<WrittenProject> {
  // To a receipt null is as good as absent. Here it is not: it takes the gate away, as no list could.
  const asked = input.checkCommand === null ? { ...input, checkCommand: [] } : input
  const receipt = receiptFor(caller, 'updateProject', asked)
  const known = receipt && (await services.store.projects.repeated(receipt))
  if (known) return known
  const validated: Partial<ProjectSettings> = {
    ...(isGiven(input.maxAgents) && { maxAgents: validMaxAgents(input.maxAgents) }),
    ...(isGiven(input.paused) && { paused: input.paused }),
    ...(isGiven(input.agent) && { agent: validAgent(input.agent) }),
    ...(input.checkCommand !== undefined && {
      checkCommand: input.checkCommand === null ? null : validCommand(input.checkCommand, 'checkCommand'),
    }),
    ...(isGiven(input.phases) && { phases: validPhases(input.phases) }),
    ...(await validRepository(services, input)),
  }
  const left = await services.store.projects.update(input.key, () => validated, receipt)
  services.onDecision({ what: 'project settings changed', actor: caller.name, project: input.key, settings: Object.keys(validated) })
  return left
}

async function validRepository(services: Services, input: UpdateProjectInput): Promise<Partial<ProjectSettings>> {
  if (!isGiven(input.repositoryPath) && !isGiven(input.baseBranch)) return {}
  const project = await services.store.read.project.findUnique({ where: { key: input.key } })
  // A project that is not there is refused by the update itself.
  if (!project) return {}
  const { topLevel, baseBranch } = await services.repositories.inspect(
    input.repositoryPath ?? project.repositoryPath,
    input.baseBranch ?? project.baseBranch,
  )
  return { repositoryPath: topLevel, baseBranch }
}

function validAgent({ driver, command, environment }: AgentInput): AgentSettings {
  return {
    driver,
    command: validCommand(command, 'agent.command'),
    environment: validEnvironmentNames(environment ?? [], 'agent.environment'),
  }
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined
}
