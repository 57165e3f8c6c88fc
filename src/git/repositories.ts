/** What the services must know of git, for the worktrees of one server. The composition root hands it to them. */
import { join } from 'node:path'
import type { ChunkFile } from '../domain/chunk-file.ts'
import type { Project } from '../domain/project.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import { AtMost } from './at-most.ts'
import { unitBranch } from './branch.ts'
import { listChunkFiles, readChunkFiles } from './chunk-files.ts'
import { branchDiff } from './diff.ts'
import { canonicalPath } from './file-system.ts'
import type { Git } from './git.ts'
import { backupWorktree, removeWorktree } from './remove-worktree.ts'
import { inspectRepository } from './repository.ts'
import { describeUnmergedWork } from './unmerged-work.ts'

/** One request may ask for many, each of which starts git several times: the agents are to have most of the machine. */
const MAX_LOOKS = 4

export function createRepositories(git: Git, worktreesDir: string) {
  /** By convention and not by what the unit's row says: a crash may have come between the worktree and its entry. */
  const worktreeOf = async (project: Project, unit: Pick<WorkUnit, 'chunk'>) => ({
    repository: project.repositoryPath,
    path: join(await canonicalPath(worktreesDir), project.key, unit.chunk),
    branch: unitBranch(unit.chunk),
    baseBranch: project.baseBranch,
  })
  const looks = new AtMost(MAX_LOOKS)
  return {
    inspect: (path: string, baseBranch: string | null) => inspectRepository(git, path, baseBranch),
    unmergedWork: async (project: Project, unit: WorkUnit) => describeUnmergedWork(git, await worktreeOf(project, unit)),
    backup: async (project: Project, unit: WorkUnit) => backupWorktree(git, await worktreeOf(project, unit)),
    discard: async (project: Project, unit: WorkUnit) => {
      await removeWorktree(git, { ...(await worktreeOf(project, unit)), worktreesDir, force: true })
    },
    branchDiff: (project: Project, unit: Pick<WorkUnit, 'chunk' | 'mergedCommit'>, paths: readonly string[] | null) =>
      looks.run(async () => branchDiff(git, { ...(await worktreeOf(project, unit)), mergedCommit: unit.mergedCommit, paths })),
    listChunkFiles: ({ repositoryPath, baseBranch }: Project) => looks.run(() => listChunkFiles(git, repositoryPath, baseBranch)),
    readChunkFiles: ({ repositoryPath }: Project, files: readonly ChunkFile[]) =>
      looks.run(() => readChunkFiles(git, repositoryPath, files)),
  }
}
