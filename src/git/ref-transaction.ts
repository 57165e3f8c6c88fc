/** Moves a ref by compare-and-swap, with git's lock on it held while something else is done. */
import { setTimeout as sleep } from 'node:timers/promises'
import { GitError } from './git-error.ts'
import { CHECKOUT_DEADLINE_MS, LOCK_RETRY_DELAYS_MS, type Git } from './git.ts'

interface RefSwap {
  readonly ref: string
  readonly from: string
  readonly to: string
  /** One line for the reflog. */
  readonly reason: string
}

interface LockedRef {
  readonly commit: () => Promise<void>
  readonly abort: () => Promise<void>
}

type SwapResult<T> =
  | { readonly outcome: 'swapped' }
  /** The ref was not at `from`. */
  | { readonly outcome: 'changed' }
  /** What was done under the lock found an obstacle. */
  | { readonly outcome: 'abandoned'; readonly obstacle: T }

/**
 * Takes the ref's lock, checks that it is at `from`, runs `whileLocked`, and moves it to `to` unless that answered with
 * an obstacle. Where it does not, or anything throws, or this process dies, the ref stays where it was. While the lock
 * is held nobody can commit on that branch.
 */
export async function swapRef<T>(
  git: Git,
  repository: string,
  swap: RefSwap,
  whileLocked: () => Promise<T | null>,
): Promise<SwapResult<T>> {
  const locked = await lockRef(git, repository, swap)
  if (locked === null) return { outcome: 'changed' }
  try {
    const obstacle = await whileLocked()
    if (obstacle !== null) {
      await locked.abort()
      return { outcome: 'abandoned', obstacle }
    }
  } catch (error) {
    await locked.abort()
    throw error
  }
  await locked.commit()
  return { outcome: 'swapped' }
}

/** Null where the ref is not at `from`. Waits as `Git.run` does where somebody else holds the lock. */
async function lockRef(git: Git, repository: string, { ref, from, to, reason }: RefSwap): Promise<LockedRef | null> {
  const args = ['update-ref', '-m', reason, '--stdin']
  for (let attempt = 0; ; attempt += 1) {
    const transaction = git.start(repository, args, { deadlineMs: CHECKOUT_DEADLINE_MS })
    const { stdin, stdout } = transaction
    const prepared = new Promise<boolean>((resolve) => {
      let said = ''
      stdout.on('data', (data: Buffer) => {
        said += data.toString()
        if (said.includes('prepare: ok\n')) resolve(true)
      })
      stdout.on('close', () => resolve(false))
    })
    stdin.write(`start\nupdate ${ref} ${to} ${from}\nprepare\n`)
    if (await prepared) {
      return {
        commit: async () => {
          stdin.end('commit\n')
          const { exitCode, stderr } = await transaction
          if (exitCode !== 0) throw new GitError(repository, args, exitCode ?? null, stderr)
        },
        abort: async () => {
          stdin.end('abort\n')
          await transaction
        },
      }
    }
    const { exitCode, stderr } = await transaction
    if (/ is at [0-9a-f]+ but expected /.test(stderr)) return null
    const error = new GitError(repository, args, exitCode ?? null, stderr)
    const delay = LOCK_RETRY_DELAYS_MS[attempt]
    if (error.lockFile === null || delay === undefined) throw error
    await sleep(delay)
  }
}
