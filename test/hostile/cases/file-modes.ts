/** What a server leaves in the file system is for its user alone, whatever mask it was started with, and wherever its folder is. */
import { chmod, mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openDataFolder } from '../../../src/data-folder.ts'
import type { Group } from '../case.ts'
import { insideOf } from '../target.ts'

/** The paths among these that anybody but the user may do anything with, and their modes. */
async function open(folder: string, paths: readonly string[]): Promise<string[]> {
  const modes = await Promise.all(paths.map(async (path) => ({ path, mode: (await stat(join(folder, path))).mode & 0o777 })))
  return modes.filter(({ mode }) => (mode & 0o077) !== 0).map(({ path, mode }) => `${path}: ${mode.toString(8)}`)
}

/** What must be there, or nothing has been looked at. */
const EXPECTED = [
  'lock',
  'owner-token',
  'runs',
  'server.json',
  'signalbox.db',
  'signalbox.db-shm',
  'signalbox.db-wal',
  'signalbox.log',
  'worktrees',
]

export const FILE_MODES: Group = {
  name: 'file modes',
  cases: [
    {
      fact: 'the data folder and all that lies in it are private',
      isInside: true,
      async see({ target }) {
        const { dataDir } = insideOf(target)
        const entries = await readdir(dataDir)
        return { missing: EXPECTED.filter((name) => !entries.includes(name)), open: await open(dataDir, ['.', ...entries]) }
      },
      sees: { missing: [], open: [] },
    },
    {
      fact: 'the folders and the prompts of runs are private, while they last',
      isInside: true,
      async see({ target }) {
        const { dataDir } = insideOf(target)
        const entries = await readdir(join(dataDir, 'runs'), { recursive: true })
        return { hasPrompt: entries.some((path) => path.endsWith('prompt.md')), open: await open(join(dataDir, 'runs'), entries) }
      },
      sees: { hasPrompt: true, open: [] },
    },
    {
      fact: 'in a folder that was open to all, what the server makes is private',
      isInside: true,
      async see({ target }) {
        const folder = join(insideOf(target).folder, 'wide')
        await mkdir(folder)
        await chmod(folder, 0o777)
        const data = await openDataFolder(folder)
        await data.announce({ url: 'http://127.0.0.1:1', pid: 1, version: 'test', startedAt: new Date().toISOString() })
        const found = await open(folder, await readdir(folder))
        await data.close()
        return found
      },
      sees: [],
    },
  ],
}
