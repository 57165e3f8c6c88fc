/** The private files of one run: its prompt and the reviewer's feedback, for the agent's eyes only, outside of the worktree. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunTask } from './driver.ts'

export interface RunFiles {
  readonly prompt: string
  readonly feedback: string | null
}

/** Makes `folder` (mode 0700) with the files (mode 0600) in it and returns their paths. Throws what the file system throws. */
export async function writeRunFiles(folder: string, task: RunTask): Promise<RunFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const prompt = await writePrivate(join(folder, 'prompt.md'), task.prompt)
  const feedback = task.feedback === null ? null : await writePrivate(join(folder, 'feedback.md'), task.feedback)
  return { prompt, feedback }
}

export async function removeRunFiles(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

/** A file that exists is an error: its mode would stay what it is. */
async function writePrivate(path: string, text: string): Promise<string> {
  await writeFile(path, text, { mode: 0o600, flag: 'wx' })
  return path
}
