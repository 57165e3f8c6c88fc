/** The data folder, and the server that it announces. */
import { lstat, readFile } from 'node:fs/promises'
import type { Check } from './check.ts'

/** Files of the data folder that only their owner may read; those that are not there are no matter. */
interface Folder {
  readonly path: string
  readonly files: readonly string[]
  readonly announcement: string
  /** The version of this program. */
  readonly version: string
}

const ANSWER_MS = 5_000

export function folderChecks({ path, files, announcement, version }: Folder): Check[] {
  return [
    {
      name: 'data-folder',
      fact: 'the data folder is there, and is its owner’s alone',
      remedy: `Name the right one with --data-dir, or make it with 'signalbox serve'; close it to others with: chmod 700 ${path}`,
      look: async () => {
        const found = await lookAt(path)
        if (!found?.isDirectory) return [`there is no folder ${path}`]
        return openness(path, found.mode)
      },
    },
    {
      name: 'private-files',
      fact: 'nobody else can read its files',
      remedy:
        'Close them to others with chmod 600. Whoever may have read the owner’s token knows it: remove the file, and restart the server.',
      look: async () => {
        const found = await Promise.all(files.map(async (file) => ({ file, stats: await lookAt(file) })))
        return found.flatMap(({ file, stats }) => (stats ? openness(file, stats.mode) : []))
      },
    },
    {
      name: 'server',
      fact: 'the server that the folder announces is there, answers, and has this version; or none is announced',
      remedy: `Start 'signalbox serve' again: it takes up what a killed server has left.`,
      look: async () => {
        const text = await readFile(announcement, 'utf8').catch(ifMissing)
        return text === null ? [] : serverProblems(text, version)
      },
    },
  ]
}

async function lookAt(path: string): Promise<{ isDirectory: boolean; mode: number } | null> {
  const stats = await lstat(path).catch(ifMissing)
  return stats && { isDirectory: stats.isDirectory(), mode: stats.mode }
}

function openness(path: string, mode: number): string[] {
  return (mode & 0o077) === 0 ? [] : [`${path} is open to others (mode ${(mode & 0o777).toString(8)})`]
}

async function serverProblems(announcement: string, version: string): Promise<string[]> {
  const facts = parse(announcement)
  if (facts === null) return ['server.json does not say where the server is']
  if (!isAlive(facts.pid)) return [`the server with the pid ${facts.pid} is gone, and had no time to say so`]
  const answer = await fetch(`${facts.url}/readyz`, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => null)
  if (answer === null) return [`nobody answers at ${facts.url}, though the process ${facts.pid} is there`]
  if (!answer.ok) return [`the server at ${facts.url} is not ready: it answers ${answer.status}`]
  return facts.version === version ? [] : [`the server is signalbox ${facts.version}, and this is ${version}`]
}

function parse(text: string): { url: string; pid: number; version: string } | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('url' in value) || !('pid' in value) || !('version' in value)) return null
    const { url, pid, version } = value
    return typeof url === 'string' && typeof pid === 'number' && typeof version === 'string' ? { url, pid, version } : null
  } catch {
    return null
  }
}

/** A process of somebody else is one too. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function ifMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null
  throw error
}
