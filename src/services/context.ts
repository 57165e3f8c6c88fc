/** What every service is given. Services are the only writers: one use case per function, each through the one door. */
import type { BranchDiff } from '../domain/branch-diff.ts'
import type { ChunkFile } from '../domain/chunk-file.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import type { Project } from '../domain/project.ts'
import type { Store } from '../store/open.ts'

/** What the services must know of git. The composition root hands it in, so that the services run no process themselves. */
export interface Repositories {
  /** The canonical path and the base branch (the one that is checked out, when null is given); throws VALIDATION_FAILED. */
  inspect(path: string, baseBranch: string | null): Promise<{ topLevel: string; baseBranch: string }>
  /** What would be lost with the unit's worktree and branch. */
  unmergedWork(project: Project, unit: WorkUnit): Promise<{ uncommitted: readonly string[]; unmergedCommits: number }>
  /** Keeps what `discard` would lose. Answers with the ref that holds it, the same one for the same work; null where nothing would be lost. */
  backup(project: Project, unit: WorkUnit): Promise<string | null>
  /** Removes the worktree and the branch with all that is in them. What is gone already is no error. */
  discard(project: Project, unit: WorkUnit): Promise<void>
  /** What the unit's branch changes, of the files and folders in `paths` only unless that is null; null where there is nothing to show yet. */
  branchDiff(project: Project, unit: Pick<WorkUnit, 'chunk' | 'mergedCommit'>, paths: readonly string[] | null): Promise<BranchDiff | null>
  /** The GOAL.md and PLAN.md files of the base branch, sorted by path. */
  listChunkFiles(project: Project): Promise<readonly ChunkFile[]>
  /** Their texts, in the order of `files`. */
  readChunkFiles(project: Project, files: readonly ChunkFile[]): Promise<readonly string[]>
}

/** What was decided besides changes of work units, of which the store tells. */
export interface Decision {
  readonly what: 'project created' | 'project settings changed' | 'token created' | 'token revoked' | 'webhook created' | 'webhook deleted'
  readonly actor: string
  /** The key of the project. */
  readonly project?: string
  /** The names of the settings that were written. */
  readonly settings?: readonly string[]
  /** Whose token it is. */
  readonly name?: string
  /** The id of the webhook. */
  readonly webhook?: string
}

export interface Services {
  readonly store: Store
  readonly repositories: Repositories
  readonly now: () => Date
  readonly newId: () => string
  /** Where webhooks may be sent to: `host:port`, as in domain/webhook-address.ts. */
  readonly allowedWebhooks: readonly string[]
  /** A new token: a random one, or the one that belongs to a seed, which is another one on every server. */
  readonly newToken: (seed: string | null) => string
  /** The name of the owner's token that this server keeps in its data folder. */
  readonly ownerName: string
  /** Hears of each decision once, when it is committed. */
  readonly onDecision: (decision: Decision) => void
  /** Hears of what failed after the fact: the change is committed, and nothing is lost but tidiness. */
  readonly onError: (error: unknown) => void
}

/** Who calls, and whether a repeat is the same call. */
export interface Caller {
  /** The actor in the change log. */
  readonly name: string
  readonly idempotencyKey?: string | null | undefined
}
