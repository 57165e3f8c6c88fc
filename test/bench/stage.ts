/** Starts contenders for a figure, and takes them and everything of theirs away again. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Contender, Rival } from './contenders.ts'

/** Runs `work` with the contenders started, in their order. */
export async function withRivals<T>(contenders: readonly Contender[], work: (rivals: readonly Rival[]) => Promise<T>): Promise<T> {
  const folders: string[] = []
  const rivals: Rival[] = []
  try {
    for (const contender of contenders) {
      const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'))
      folders.push(folder)
      rivals.push(await contender.start(folder))
    }
    return await work(rivals)
  } finally {
    await Promise.all(rivals.map(({ process }) => process.stop()))
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })))
  }
}
