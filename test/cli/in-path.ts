/** The command signalbox, for shells that look for it in their path. */
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { processEnvironment } from '../../src/config.ts'
import { SIGNALBOX } from './program-process.ts'

/** Puts it into `folder`, and gives the environment of a shell that finds it there and everything else where it is. */
export async function environmentWithSignalbox(folder: string): Promise<{ PATH: string }> {
  const file = join(folder, 'signalbox')
  await writeFile(file, `#!/bin/sh\nexec '${SIGNALBOX.join("' '")}' "$@"\n`)
  await chmod(file, 0o755)
  return { PATH: `${folder}:${processEnvironment()['PATH']}` }
}
