/** Who commits: whom the repository's configuration names, and `signalbox` for what it does not say. */
import type { Git } from './git.ts'
import { splitNul } from './parse.ts'

const FALLBACK = { 'user.name': 'signalbox', 'user.email': 'signalbox@localhost' }

/** Arguments that go before a git command that writes commits. */
export async function identityArguments(git: Git, directory: string): Promise<string[]> {
  const { stdout } = await git.run(directory, ['config', '--null', '--get-regexp', '^user\\.(name|email)$'], { answers: [1] })
  const configured = new Map(
    splitNul(stdout).map((entry): [string, string] => {
      const [key, ...value] = entry.split('\n')
      return [key ?? '', value.join('\n').trim()]
    }),
  )
  return Object.entries(FALLBACK).flatMap(([key, value]) => (configured.get(key) ? [] : ['-c', `${key}=${value}`]))
}
