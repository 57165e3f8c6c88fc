/** What signalbox needs of the machine. */
import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { Git } from '../git/git.ts'
import type { Check } from './check.ts'

/** The first one with `merge-tree --write-tree`, which finds conflicts before they happen. */
const LEAST_GIT = [2, 38] as const
const LEAST_FREE_BYTES = 1024 ** 3

export function machineChecks(git: Git, dataDir: string): Check[] {
  return [
    {
      name: 'git',
      fact: `git is ${LEAST_GIT.join('.')} or newer`,
      remedy: 'Install a newer git, or put it first on the PATH.',
      look: async () => gitProblems((await git.run(tmpdir(), ['--version'])).stdout),
    },
    {
      name: 'disk',
      fact: 'there is room on the disk of the data folder',
      remedy: 'Make room: worktrees, databases and their backups grow.',
      look: async () => {
        const { bavail, bsize } = await statfs(dataDir)
        return bavail * bsize >= LEAST_FREE_BYTES ? [] : [`less than ${LEAST_FREE_BYTES / 1024 ** 3} GiB is free`]
      },
    },
  ]
}

/** `answer` is that of `git --version`. */
export function gitProblems(answer: string): string[] {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(answer) ?? []
  if (major === undefined) throw new Error(`git --version says "${answer.trim()}".`)
  const isNew = Number(major) > LEAST_GIT[0] || (Number(major) === LEAST_GIT[0] && Number(minor) >= LEAST_GIT[1])
  return isNew ? [] : [`it is ${answer.trim()}`]
}
