/**
 * What the operating system says of its processes: from /proc on Linux, from `ps` elsewhere. A process that ends while it is looked at
 * is left out, and so is a zombie: it runs no more, and where nobody reaps it would stay for ever.
 */
import { readFile, readdir } from 'node:fs/promises'
import { execa } from 'execa'

export interface ProcessRow {
  readonly pid: number
  readonly parentPid: number
  readonly groupId: number
  /** Tells the process from a later one with the same pid, also over a reboot: when it started. */
  readonly identity: string
  /** The run named by SIGNALBOX_RUN in the process's environment, where the system shows it; else null. */
  readonly runId: string | null
  /** Whether the environment was there to be read: in the middle of an exec it is not, nor outside Linux. */
  readonly showsEnvironment: boolean
}

const RUN_VARIABLE = 'SIGNALBOX_RUN='

/** All processes that run now, of all users. */
export function listProcesses(): Promise<ProcessRow[]> {
  return process.platform === 'linux' ? listFromProc() : listFromPs(['-A'])
}

/** The identity of a process; null where there is none with that pid. */
export async function identifyProcess(pid: number): Promise<string | null> {
  const row = process.platform === 'linux' ? await readStat(pid, await readBoot()) : (await listFromPs(['-p', String(pid)]))[0]
  return row?.identity ?? null
}

async function listFromProc(): Promise<ProcessRow[]> {
  const boot = await readBoot()
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const rows = await Promise.all(names.map((name) => readProcRow(Number(name), boot)))
  return rows.filter((row) => row !== null)
}

async function readProcRow(pid: number, boot: string): Promise<ProcessRow | null> {
  const [stat, environment] = await Promise.all([readStat(pid, boot), readUnlessGone(`/proc/${pid}/environ`)])
  return stat && { ...stat, runId: runIdOf(environment), showsEnvironment: environment !== null && environment !== '' }
}

/** The fields of /proc/PID/stat. The second, the program's name in brackets, may itself contain blanks and brackets. */
async function readStat(pid: number, boot: string): Promise<Omit<ProcessRow, 'runId' | 'showsEnvironment'> | null> {
  const text = await readUnlessGone(`/proc/${pid}/stat`)
  if (text === null) return null
  const [state, parentPid, groupId, ...others] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const startedTicks = others[16]
  if (startedTicks === undefined) throw new Error(`/proc/${pid}/stat has a form that is not known: ${text}`)
  if (state === 'Z' || state === 'X') return null
  return { pid, parentPid: Number(parentPid), groupId: Number(groupId), identity: `${boot}/${startedTicks}` }
}

function runIdOf(environment: string | null): string | null {
  const entry = environment?.split('\0').find((variable) => variable.startsWith(RUN_VARIABLE))
  return entry === undefined ? null : entry.slice(RUN_VARIABLE.length)
}

/** Start times count from the boot. */
async function readBoot(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
}

/** Null for a process that has ended, or that belongs to somebody else and hides this. */
async function readUnlessGone(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(String(error.code))) return null
    throw error
  }
}

/** `ps` with settings that make its times comparable. It exits with 1 where it has nothing to show. */
async function listFromPs(selection: readonly string[]): Promise<ProcessRow[]> {
  const columns = ['pid=', 'ppid=', 'pgid=', 'stat=', 'lstart='].flatMap((column) => ['-o', column])
  const env = { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' }
  const result = await execa('ps', [...selection, ...columns], { extendEnv: false, env, reject: false })
  if (result.exitCode !== 0 && (result.exitCode !== 1 || result.stderr !== '')) throw new Error(`ps failed: ${result.shortMessage}`)
  return result.stdout.split('\n').flatMap((line) => {
    const [pid, parentPid, groupId, state, ...started] = line.trim().split(/\s+/)
    if (!pid || state === undefined || state.startsWith('Z')) return []
    return [
      {
        pid: Number(pid),
        parentPid: Number(parentPid),
        groupId: Number(groupId),
        identity: started.join(' '),
        runId: null,
        showsEnvironment: false,
      },
    ]
  })
}
