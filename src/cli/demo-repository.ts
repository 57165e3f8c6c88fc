/** Makes the repository that the demo works on. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import type { Environment } from '../config.ts'
import { SAMPLE_FILES } from './demo-script.ts'

const IDENTITY = ['-c', 'user.name=signalbox demo', '-c', 'user.email=demo@signalbox.invalid', '-c', 'commit.gpgSign=false'] as const
export const DEMO_BRANCH = 'main'

export async function makeRepository(folder: string, environment: Environment): Promise<void> {
  await mkdir(folder, { recursive: true })
  const git = (...words: readonly string[]) => runGit(folder, environment, words)
  await git('init', '--quiet', `--initial-branch=${DEMO_BRANCH}`, '--template=')
  for (const [path, text] of Object.entries(SAMPLE_FILES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  await git('add', '--all')
  await git(...IDENTITY, 'commit', '--quiet', '--no-verify', '--message', 'The beginning of a notes app')
}

/** The history of the base branch, one line per commit. */
export function readHistory(folder: string, environment: Environment): Promise<string> {
  return runGit(folder, environment, ['log', '--oneline', '--no-decorate', DEMO_BRANCH])
}

/** The GIT_ variables of whoever calls, as inside a hook, would lead git into another repository. */
async function runGit(folder: string, environment: Environment, words: readonly string[]): Promise<string> {
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('GIT_')))
  const { stdout } = await execa('git', words, { cwd: folder, env, extendEnv: false })
  return stdout
}
