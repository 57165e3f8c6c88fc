/**
 * What the scripted agent remembers from run to run of a phase. It stands in the git folder of the worktree: private to the unit, never
 * committed, gone with the worktree.
 */
import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Phase } from '../domain/phase.ts'

export interface Memory {
  /** How many attempts at the phase there were; 0 before the first. */
  readonly attempt: number
  /** Whether the steps were those for after feedback. */
  readonly afterFeedback: boolean
  /** Index of the step behind the question that was asked; 0 where none was. */
  readonly resumeAt: number
}

const NOTHING: Memory = { attempt: 0, afterFeedback: false, resumeAt: 0 }

export async function readMemory(worktree: string, phase: Phase): Promise<Memory> {
  try {
    const [attempt, steps, resumeAt] = (await readFile(join(await memoryFolder(worktree), phase), 'utf8')).split(' ')
    return { attempt: Number(attempt), afterFeedback: steps === 'afterFeedback', resumeAt: Number(resumeAt) }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return NOTHING
    throw error
  }
}

export async function writeMemory(worktree: string, phase: Phase, memory: Memory): Promise<void> {
  const folder = await memoryFolder(worktree)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, phase), `${memory.attempt} ${memory.afterFeedback ? 'afterFeedback' : 'attempts'} ${memory.resumeAt}`)
}

async function memoryFolder(worktree: string): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['rev-parse', '--absolute-git-dir'], { cwd: worktree })
  return join(stdout.trim(), 'signalbox-scripted-agent')
}
