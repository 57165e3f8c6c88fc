/**
 * What the operating system says of its processes: from /proc on Linux, from `ps` elsewhere. A process that ends while it is looked at
 * is left out, and so is a zombie: it runs no more, and where nobody reaps it would stay for ever.
 *
 * /proc is memory, and is read at once: for a hundred processes that takes a millisecond, and ten times as much through the thread pool.
 */
import { readdirSync, readFileSync } from 'node:fs'
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
export async function listProcesses(): Promise<ProcessRow[]> {
  return process.platform === 'linux' ? listFromProc() : listFromPs(['-A'])
}

/** The identity of a process; null where there is none with that pid. */
export async function identifyProcess(pid: number): Promise<string | null> {
  const row = process.platform === 'linux' ? readStat(pid, readBoot()) : (await listFromPs(['-p', String(pid)]))[0]
  return row?.identity ?? null
}

function listFromProc(): ProcessRow[] {
  const boot = readBoot()
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readProcRow(Number(name), boot) ?? []) : []))
}

function readProcRow(pid: number, boot: string): ProcessRow | null {
  const stat = readStat(pid, boot)
  if (stat === null) return null
  const { isKernelThread, ...row } = stat
  // Most of what Linux lists, and nobody's child: not worth a second look.
  if (isKernelThread) return { ...row, runId: null, showsEnvironment: true }
  const environment = readUnlessGone(`/proc/${pid}/environ`)
  return { ...row, runId: runIdOf(environment), showsEnvironment: environment !== null && environment !== '' }
}

/** PF_KTHREAD of the kernel's flags of a process. */
const KERNEL_THREAD = 0x00200000

type Stat = Omit<ProcessRow, 'runId' | 'showsEnvironment'> & { readonly isKernelThread: boolean }

/** The fields of /proc/PID/stat. The second, the program's name in brackets, may itself contain blanks and brackets. */
function readStat(pid: number, boot: string): Stat | null {
  const text = readUnlessGone(`/proc/${pid}/stat`)
  if (text === null) return null
  const [state, parentPid, groupId, ...others] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [flags, startedTicks] = [others[3], others[16]]
  if (flags === undefined || startedTicks === undefined) throw new Error(`/proc/${pid}/stat has a form that is not known: ${text}`)
  if (state === 'Z' || state === 'X') return null
  const isKernelThread = (Number(flags) & KERNEL_THREAD) !== 0
  return { pid, parentPid: Number(parentPid), groupId: Number(groupId), identity: `${boot}/${startedTicks}`, isKernelThread }
}

function runIdOf(environment: string | null): string | null {
  const entry = environment?.split('\0').find((variable) => variable.startsWith(RUN_VARIABLE))
  return entry === undefined ? null : entry.slice(RUN_VARIABLE.length)
}

/** Start times count from the boot. */
function readBoot(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}

/** Null for a process that has ended, or that belongs to somebody else and hides this. */
function readUnlessGone(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
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
