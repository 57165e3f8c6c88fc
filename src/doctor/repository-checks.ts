/** The repositories of the projects, beside what the database says of them. */
import { access, constants, readdir } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Project } from '../domain/project.ts'
import { branchesElsewhere } from '../git/branches-elsewhere.ts'
import { chunkOfBranch } from '../git/branch.ts'
import { commitsMissing, unitBranches } from '../git/survey.ts'
import type { Git } from '../git/git.ts'
import { inspectRepository } from '../git/repository.ts'
import type { InspectedDatabase, InspectedUnit } from '../store/inspect.ts'
import { type Check, once } from './check.ts'
import { ifReadable } from './database-checks.ts'

interface Places {
  readonly git: Git
  /** The server's folder of worktrees. */
  readonly worktrees: string
  /** Where programs are looked for, as PATH has it. */
  readonly searchPath: string
}

interface Seen {
  readonly project: Project
  readonly units: readonly InspectedUnit[]
}

export function repositoryChecks(look: () => Promise<InspectedDatabase>, { git, worktrees, searchPath }: Places): Check[] {
  const database = (): Promise<InspectedDatabase> => ifReadable(look)
  const each = async (problems: (seen: Seen) => Promise<string[]>): Promise<string[]> => {
    const { projects, units } = await database()
    const found: string[] = []
    for (const project of projects) {
      const ofProject = units.filter(({ projectId }) => projectId === project.id)
      found.push(...(await problems({ project, units: ofProject })).map((problem) => `${project.key}: ${problem}`))
    }
    return found
  }
  const folders = once(() => chunkFolders(worktrees))
  return [
    {
      name: 'repository',
      fact: 'every project’s repository is there, with its base branch',
      remedy: `Say where it is with 'signalbox project set KEY --repository PATH', or which branch it is with --base.`,
      look: () =>
        each(({ project }) =>
          inspectRepository(git, project.repositoryPath, project.baseBranch).then(
            () => [],
            (error: unknown) => [error instanceof Error ? error.message : String(error)],
          ),
        ),
    },
    {
      name: 'agent',
      fact: 'every project’s agent is a program that can be found',
      remedy: `Install it, put it on the server’s PATH, or name another one with 'signalbox project set KEY --agent command -- PROGRAM'.`,
      look: () => each(({ project }) => missingProgram(project.agent.command[0] ?? '', searchPath)),
    },
    {
      name: 'worktrees',
      fact: 'the worktree of every unfinished work unit is where it was left',
      remedy: 'The next run makes a new one from the branch. What was not committed in it is lost.',
      look: () =>
        each(async ({ units }) => {
          const gone = await Promise.all(
            units.filter(isUnfinished).map(async (unit) => ({ ...unit, isGone: await isMissing(unit.worktreePath) })),
          )
          return gone.flatMap(({ chunk, worktreePath, isGone }) => (isGone ? [`${chunk}: there is nothing at ${worktreePath}`] : []))
        }),
    },
    {
      name: 'left-worktrees',
      fact: 'every worktree in the data folder belongs to a work unit whose work is not merged',
      remedy: 'See whether it holds work that is needed, then: git worktree remove PATH, in the repository.',
      look: async () => {
        const { projects, units } = await database()
        const keys = new Map(projects.map(({ id, key }) => [id, key]))
        // One that was called DONE without a merge keeps its worktree: its work is nowhere else.
        const owners = units.filter((unit) => isUnfinished(unit) || unit.worktreePath !== null)
        const wanted = new Set(owners.map(({ projectId, chunk }) => join(worktrees, keys.get(projectId) ?? '', chunk)))
        return (await folders()).filter((folder) => !wanted.has(folder)).map((folder) => `${folder} belongs to none`)
      },
    },
    {
      name: 'branches',
      fact: 'every branch signalbox/… belongs to a work unit',
      remedy: 'See whether it holds commits that are needed, then: git branch -D BRANCH, in the repository.',
      look: async () => {
        const { projects, units } = await database()
        const sharing = (path: string): Set<string> =>
          new Set(projects.filter(({ repositoryPath }) => repositoryPath === path).map(({ id }) => id))
        return each(async ({ project }) => {
          const owners = sharing(project.repositoryPath)
          const chunks = new Set(units.filter(({ projectId }) => owners.has(projectId)).map(({ chunk }) => chunk))
          const branches = await unitBranches(git, project.repositoryPath)
          return branches.filter((branch) => !chunks.has(chunkOfBranch(branch))).map((branch) => `${branch} belongs to none`)
        })
      },
    },
    {
      name: 'branches-elsewhere',
      fact: 'no other worktree holds the branch of an unfinished work unit',
      remedy: 'git lets a branch be checked out once: save what is uncommitted there, then: git worktree remove PATH, in the repository.',
      look: () =>
        each(async ({ project, units }) => {
          const chunks = units.filter(isUnfinished).map(({ chunk }) => chunk)
          const held = await branchesElsewhere(git, project.repositoryPath, join(worktrees, project.key), chunks)
          return held.map(({ branch, path }) => `${branch} is checked out at ${path}`)
        }),
    },
    {
      name: 'merged',
      fact: 'what was merged is on the base branch',
      remedy: 'Somebody moved the base branch back. The commit may still be there: git merge COMMIT, on the base branch.',
      look: () =>
        each(async ({ project, units }) => {
          const merged = new Map(
            units.flatMap(({ status, mergedCommit, chunk }) => (status === 'DONE' && mergedCommit !== null ? [[mergedCommit, chunk]] : [])),
          )
          const missing = await commitsMissing(git, project.repositoryPath, project.baseBranch, [...merged.keys()])
          return missing.map((commit) => `${merged.get(commit)}: ${commit.slice(0, 12)} is not on ${project.baseBranch}`)
        }),
    },
  ]
}

function isUnfinished({ status }: InspectedUnit): boolean {
  return status !== 'DONE'
}

async function missingProgram(program: string, searchPath: string): Promise<string[]> {
  // Relative to the worktree that it is started in: whether it is there only the run will tell.
  if (program.includes('/') && !isAbsolute(program)) return []
  const places = isAbsolute(program) ? [program] : searchPath.split(delimiter).map((folder) => join(folder, program))
  const found = await Promise.all(
    places.map((place) =>
      access(place, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  )
  return found.includes(true) ? [] : [`there is no program ${program}${isAbsolute(program) ? '' : ' on the PATH of this shell'}`]
}

async function isMissing(path: string | null): Promise<boolean> {
  return (
    path !== null &&
    (await access(path).then(
      () => false,
      () => true,
    ))
  )
}

/** The folders of chunks below those of projects. */
async function chunkFolders(worktrees: string): Promise<string[]> {
  const projects = await foldersIn(worktrees)
  return (await Promise.all(projects.map(foldersIn))).flat()
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))
}
