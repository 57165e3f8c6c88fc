/** The folder where a server keeps what is its own: database, worktrees, log, and what the other commands find it by. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TOKEN_PREFIX } from './domain/token.ts'
import type { Location } from './store/clients.ts'
import { takeLock } from './store/lock.ts'

export interface DataFolder {
  readonly database: string
  readonly worktrees: string
  readonly runFiles: string
  readonly log: string
  readonly ownerToken: string
  /** Tells the other commands where the server is, once it accepts connections. */
  announce(facts: { url: string; pid: number; version: string; startedAt: string }): Promise<void>
  /** Withdraws the announcement, and lets another server in. */
  close(): Promise<void>
}

/** The files and folders in a data folder. */
export function dataPaths(folder: string) {
  return {
    lock: join(folder, 'lock'),
    database: join(folder, 'signalbox.db'),
    worktrees: join(folder, 'worktrees'),
    runFiles: join(folder, 'runs'),
    log: join(folder, 'signalbox.log'),
    ownerToken: join(folder, 'owner-token'),
    announcement: join(folder, 'server.json'),
  }
}

/** Where the data are: in a PostgreSQL database where one is named, else in `file`. */
export function locationOf({ databaseUrl }: { readonly databaseUrl: string | null }, file: string): Location {
  return databaseUrl === null ? { file } : { url: databaseUrl }
}

/** Makes the folder where there is none, and takes it for this process alone. Throws an Error with one clear sentence. */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  await makeFolder(folder).catch((error: Error) => {
    throw new Error(`The data folder ${folder} cannot be made: ${error.message}. Choose another one with --data-dir.`)
  })
  // SQLite gives its files the mode that they have: nobody else reads them, wherever the folder is.
  const { lock, database, worktrees, runFiles, log, announcement, ...paths } = dataPaths(folder)
  const unlock = await createPrivately(lock, database)
    .then(() => takeLock(lock))
    .catch((error: Error) => {
      throw new Error(`The data folder ${folder} cannot be used: ${error.message}. It must be a folder that you may write to.`)
    })
  if (!unlock) {
    throw new Error(`Another signalbox server works in the data folder ${folder}. Stop it first, or choose another folder with --data-dir.`)
  }
  try {
    await rm(announcement, { force: true })
    // What a killed server has left of its runs holds prompts, and serves nobody any more.
    await rm(runFiles, { recursive: true, force: true })
    for (const path of [worktrees, runFiles]) await mkdir(path, { recursive: true, mode: 0o700 })
    return {
      database,
      worktrees,
      runFiles,
      log,
      ownerToken: await ownerToken(paths.ownerToken),
      async announce(facts) {
        // Whoever waits for the file must never see half of it.
        await writeFile(`${announcement}.new`, `${JSON.stringify(facts, null, 2)}\n`, { mode: 0o600 })
        await rename(`${announcement}.new`, announcement)
      },
      async close() {
        await rm(announcement, { force: true })
        await unlock()
      },
    }
  } catch (error) {
    await unlock()
    throw error
  }
}

/** Not by mkdir's own recursion: where the system will have no folder, as in /proc, Node tries for ever. */
async function makeFolder(folder: string): Promise<void> {
  const parent = dirname(folder)
  if (parent !== folder && !existsSync(parent)) await makeFolder(parent)
  if (!existsSync(folder)) await mkdir(folder, { mode: 0o700 })
}

async function createPrivately(...files: string[]): Promise<void> {
  for (const file of files) await writeFile(file, '', { mode: 0o600, flag: 'a' })
}

/** The owner's token: made once, kept in a file that only the owner can read. */
async function ownerToken(file: string): Promise<string> {
  const fresh = TOKEN_PREFIX + randomBytes(32).toString('base64url')
  try {
    await writeFile(file, `${fresh}\n`, { mode: 0o600, flag: 'wx' })
    return fresh
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  await chmod(file, 0o600)
  const token = (await readFile(file, 'utf8')).trim()
  if (!/^[\w.~+/=-]{16,512}$/.test(token)) {
    throw new Error(
      `${file} holds no token: it must be one line of at least 16 letters and digits. Remove the file to have a new one made.`,
    )
  }
  return token
}
