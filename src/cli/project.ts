/** signalbox project add, list, set. */
import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import { PHASES } from '../domain/phase.ts'
import type { AgentDriver } from '../domain/project.ts'
import { UsageError } from '../config.ts'
import { argumentList, choice, choices, collect, wholeNumber, withExamples, withMutation, withProject, withServer } from './options.ts'
import { inOneLine, writeJson, writeLine, writeTable } from './print.ts'
import { CreateProject, ListProjects, type ProjectRow, type ProjectSettings, UpdateProject } from './project-operations.ts'
import { chooseProject, type Cli, type MutationOptions, openSession, type ProjectOptions, type ServerOptions } from './session.ts'

const AGENT_DRIVERS: readonly AgentDriver[] = ['COMMAND']

interface SettingOptions {
  readonly base?: string
  readonly maxAgents?: number
  readonly phases?: readonly string[]
  readonly agent?: string
  readonly env?: readonly string[]
  /** False for --no-check. */
  readonly check?: readonly string[] | false
}

interface AddOptions extends ServerOptions, MutationOptions, SettingOptions {
  readonly key?: string
}

interface SetOptions extends ProjectOptions, MutationOptions, SettingOptions {
  readonly repository?: string
  readonly paused?: boolean
}

export function addProjectCommands(program: Command, cli: Cli, words: readonly string[]): void {
  const project = program.command('project').description('the repositories that signalbox works on')

  const add = withSettings(withMutation(withServer(project.command('add'))))
    .summary('add a git repository')
    .description(
      "Adds a git repository that is on the machine of the server. The operator's own checkout is not touched: each chunk gets a worktree and a branch of its own, and what is approved is merged into the base branch. The agent is any program, given behind --: it is started in the worktree, with its prompt on standard input.",
    )
    .argument('<path>', 'the repository')
    .argument('[command...]', 'behind --agent DRIVER --: the program of the agent, and its arguments')
    .option('--key <name>', "the project's name in all commands (default: the folder's name)")
    .action(async (path: string, command: string[], options: AddOptions) => {
      if (options.agent === undefined || command.length === 0) {
        throw new UsageError('a project needs an agent: end the command with --agent command -- PROGRAM [ARGUMENT …].')
      }
      const repositoryPath = resolve(cli.cwd, path)
      const input = { ...readSettings(options, command), key: options.key ?? keyOf(repositoryPath), repositoryPath }
      const { createProject } = await openSession(cli, options).mutate(CreateProject, input)
      say(cli, options, createProject.project, 'added')
    })
  withExamples(
    add,
    'signalbox project add . --agent command -- my-agent --quiet',
    'signalbox project add ../shop --key shop --base main --phases IMPLEMENT,REBASE,REVIEW,COMPLETE --check "npm test" --agent command -- my-agent',
  )

  const list = withServer(project.command('list'))
    .summary('list the projects')
    .description('Lists the projects: the base branch, how many agents may work at once, and how many units there are in each status.')
    .action(async (options: ServerOptions) => {
      const { projects } = await openSession(cli, options).request(ListProjects, {})
      if (options.json) writeJson(cli.out, projects)
      else writeTable(cli.out, ['PROJECT', 'BASE', 'AGENTS', 'UNITS', 'REPOSITORY'], projects.map(rowOf))
    })
  withExamples(list, 'signalbox project list', 'signalbox project list --json')

  const set = withSettings(withMutation(withProject(project.command('set'))))
    .summary("change a project's settings")
    .description(
      'Changes settings of a project, at once and for the running scheduler too; those that are not named stay. --paused stops the dispatch of new work: what is at work goes on.',
    )
    .argument('[key]', 'the project, as with --project')
    .argument('[command...]', 'behind --agent DRIVER --: the program of the agent, and its arguments')
    .option('--repository <path>', 'where the repository is now')
    .option('--paused', 'dispatch nothing more')
    .option('--no-paused', 'dispatch again')
    .option('--no-check', 'no check before a merge')
    .action(async (...[first, more, given]: [string | undefined, string[], SetOptions]) => {
      const positional = first === undefined ? [] : [first, ...more]
      const command = behindDashes(words)
      const [key, ...rest] = positional.slice(0, positional.length - command.length)
      if (rest.length > 0) throw new UsageError(`one project at a time: found ${rest.join(' ')} behind ${key}.`)
      const options = key === undefined ? given : { ...given, project: key }
      if ((options.agent === undefined) !== (command.length === 0)) {
        throw new UsageError('an agent is a driver with its program: --agent command -- PROGRAM [ARGUMENT …].')
      }
      const settings = readSettings(options, command)
      const repositoryPath = options.repository === undefined ? undefined : resolve(cli.cwd, options.repository)
      const named = { ...settings, repositoryPath, paused: options.paused }
      if (Object.values(named).every((value) => value === undefined))
        throw new UsageError("name a setting to change; 'signalbox project set --help' lists them.")
      const session = openSession(cli, options)
      const input = { ...named, key: await chooseProject(cli, session, options) }
      const { updateProject } = await session.mutate(UpdateProject, input)
      say(cli, options, updateProject.project, 'changed')
    })
  withExamples(
    set,
    'signalbox project set --max-agents 8',
    'signalbox project set shop --paused',
    'signalbox project set shop --agent command -- my-agent --fast',
  )
}

/** What stands behind the first `--`. */
function behindDashes(words: readonly string[]): string[] {
  const dashes = words.indexOf('--')
  return dashes === -1 ? [] : words.slice(dashes + 1)
}

function withSettings(command: Command): Command {
  return command
    .option('--base <branch>', 'the branch that work starts from and is merged into (default: the one that is checked out)')
    .option('--max-agents <n>', 'how many agents may work at once', wholeNumber)
    .addOption(choices('--phases <list>', 'the phases that it uses, as a,b (default: all)', PHASES))
    .addOption(choice('--agent <driver>', 'how signalbox talks to the agent; its program follows behind --', AGENT_DRIVERS))
    .option('--env <name>', 'a variable that the agent inherits; several times for several', collect)
    .option('--check <command>', 'what must succeed before a merge, as "npm test" or a JSON list', argumentList)
}

function readSettings(options: SettingOptions, command: readonly string[]): Omit<ProjectSettings, 'key'> {
  if (options.env !== undefined && options.agent === undefined) throw new UsageError('--env goes with --agent DRIVER -- PROGRAM.')
  return {
    baseBranch: options.base,
    maxAgents: options.maxAgents,
    phases: options.phases,
    agent: options.agent === undefined ? undefined : { driver: options.agent, command, environment: options.env ?? [] },
    checkCommand: options.check === false ? null : options.check,
  }
}

/** The folder's name as a key. */
function keyOf(path: string): string {
  const key = basename(path)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  if (key === '') throw new UsageError(`'${basename(path)}' gives no key for the project: name one with --key.`)
  return key
}

function rowOf(project: ProjectRow): string[] {
  const counts = project.statusCounts.filter(({ count }) => count > 0).map(({ status, count }) => `${count} ${status}`)
  return [
    project.key,
    project.baseBranch,
    project.paused ? `paused (${project.maxAgents})` : String(project.maxAgents),
    counts.length > 0 ? counts.join(', ') : 'none',
    project.repositoryPath,
  ]
}

function say(cli: Cli, options: ServerOptions, project: ProjectRow, done: string): void {
  if (options.json) writeJson(cli.out, project)
  else writeLine(cli.out, inOneLine(`${project.key}: ${done}; ${project.repositoryPath}, base branch ${project.baseBranch}`))
}
