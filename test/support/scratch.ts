/** A folder for what the tests of a run make once and copy often, such as a migrated database; removed after the last one. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    scratch: string
  }
}

/** Called by vitest once before the project's tests; what it returns is called once after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-scratch-'))
  project.provide('scratch', folder)
  return () => rm(folder, { recursive: true, force: true })
}
