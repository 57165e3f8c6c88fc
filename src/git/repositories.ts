/** What the services must know of git, for the worktrees of one server. The composition root hands it to them. */
import { join } from 'node:path'
import type { Project } from '../domain/project.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import { unitBranch } from './branch.ts'
import { canonicalPath } from './file-system.ts'
import type { Git } from './git.ts'
import { backupWorktree, removeWorktree } from './remove-worktree.ts'
import { inspectRepository } from './repository.ts'
import { describeUnmergedWork } from './unmerged-work.ts'

export function createRepositories(git: Git, worktreesDir: string) {
  /** By convention and not by what the unit's row says: a crash may have come between the worktree and its entry. */
  const worktreeOf = async (project: Project, unit: WorkUnit) => ({
    repository: project.repositoryPath,
    path: join(await canonicalPath(worktreesDir), project.key, unit.chunk),
    branch: unitBranch(unit.chunk),
    baseBranch: project.baseBranch,
  })
  return {
    inspect: (path: string, baseBranch: string | null) => inspectRepository(git, path, baseBranch),
    unmergedWork: async (project: Project, unit: WorkUnit) => describeUnmergedWork(git, await worktreeOf(project, unit)),
    backup: async (project: Project, unit: WorkUnit) => backupWorktree(git, await worktreeOf(project, unit)),
    discard: async (project: Project, unit: WorkUnit) => {
      await removeWorktree(git, { ...(await worktreeOf(project, unit)), worktreesDir, force: true })
    },
  }
}
