/** The base branch of a project that was inspected once: it may be gone since, and then whoever asks is told so. */
import { SignalboxError } from '../domain/errors.ts'
import { branchTips } from './branch.ts'
import { statOrNull } from './file-system.ts'
import { GitError } from './git-error.ts'
import type { Git } from './git.ts'

/** The commit that the base branch points to. Throws NOT_FOUND where the repository or the branch is not there any more. */
export async function baseTip(git: Git, repository: string, baseBranch: string): Promise<string> {
  if ((await statOrNull(repository)) === null) throw notFound(`Expected the project's repository at "${repository}", found nothing there.`)
  const tips = await branchTips(git, repository, [baseBranch]).catch((error: unknown) => {
    if (!(error instanceof GitError) || error.exitCode !== 128) throw error
    throw notFound(`Expected the project's repository at "${repository}"; git says: ${error.reason}.`)
  })
  const tip = tips.get(baseBranch)
  if (tip !== undefined) return tip
  throw notFound(`The project's base branch "${baseBranch}" is not in the repository at "${repository}" any more.`)
}

function notFound(sentence: string): SignalboxError {
  return new SignalboxError('NOT_FOUND', `${sentence} Bring it back, or change the project's settings.`, 'project')
}
