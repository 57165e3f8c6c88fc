/**
 * The end of a run's processes. No process outlives its run: not one that ignores SIGTERM, not one that left the process group with
 * setsid, not one whose parent has died. What belongs to a run is found by its process group, by SIGNALBOX_RUN in its environment
 * (Linux), and by parent links from those. Only a process that left the group, cleared its environment and lost its parent before the
 * first look escapes: telling that one would take a cgroup.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { identifyProcess, listProcesses } from './process-table.ts'
import type { ProcessRow } from './process-table.ts'

/** A killed process needs a moment to be gone. What is still there after this is not ours to kill, or hangs in the kernel. */
const KILL_PATIENCE_MS = 10_000
const LONGEST_PAUSE_MS = 200
const MOST_LOOKS = 5

export class ProcessTree {
  #runId: string
  #groupId: number | null
  /** Pid and identity of all that were ever found: a process stays a member when the parent that led to it dies. */
  #known = new Map<number, string>()

  /** `groupId` is the pid of the run's first process, which leads its group; null where that number may belong to another process by now. */
  constructor(runId: string, groupId: number | null) {
    this.#runId = runId
    this.#groupId = groupId
  }

  /** Those of `processes` that belong to the tree; never the caller itself. */
  membersOf(processes: readonly ProcessRow[]): ProcessRow[] {
    const children = new Map<number, ProcessRow[]>()
    for (const row of processes) children.set(row.parentPid, [...(children.get(row.parentPid) ?? []), row])
    const members = new Map<number, ProcessRow>()
    const open = processes.filter((row) => this.#isSeed(row))
    for (let row = open.pop(); row; row = open.pop()) {
      if (members.has(row.pid) || row.pid === process.pid) continue
      members.set(row.pid, row)
      this.#known.set(row.pid, row.identity)
      open.push(...(children.get(row.pid) ?? []))
    }
    return [...members.values()]
  }

  /** Asks all to end: SIGTERM, to the group as one, then to each that has left it. */
  async askToEnd(): Promise<void> {
    const members = await this.#look()
    if (this.#groupId !== null) sendSignal(-this.#groupId, 'SIGTERM')
    for (const row of members) if (row.groupId !== this.#groupId) sendSignal(row.pid, 'SIGTERM')
  }

  /** Waits until none is left; false where some still are after `patienceMs`. */
  async waitUntilGone(patienceMs: number): Promise<boolean> {
    const until = performance.now() + patienceMs
    for (let pause = 2; ; pause = longer(pause)) {
      if ((await this.#look()).length === 0) return true
      if (performance.now() >= until) return false
      await delay(pause)
    }
  }

  /**
   * Kills all and waits until they are gone. They are stopped first, until a look finds no new one: a process that forks between the look
   * and its death would otherwise leave a child that nothing links to the run. Returns the pids of those that could not be killed.
   */
  async kill(): Promise<number[]> {
    const until = performance.now() + KILL_PATIENCE_MS
    const stopped = new Set<number>()
    for (let pause = 2; ;) {
      const members = (await this.#look()).map((row) => row.pid)
      if (members.length === 0 || performance.now() >= until) return members
      const fresh = members.filter((pid) => !stopped.has(pid))
      if (fresh.length > 0) {
        for (const pid of fresh) sendSignal(pid, 'SIGSTOP')
        for (const pid of fresh) stopped.add(pid)
        continue
      }
      for (const pid of members) sendSignal(pid, 'SIGKILL')
      await delay(pause)
      pause = longer(pause)
    }
  }

  /** Kills what has not left the group, without a look. */
  killGroup(): void {
    if (this.#groupId !== null) sendSignal(-this.#groupId, 'SIGKILL')
  }

  #isSeed(row: ProcessRow): boolean {
    return row.runId === this.#runId || row.groupId === this.#groupId || this.#known.get(row.pid) === row.identity
  }

  /**
   * Looks for members until there are some, or until it is believed that there are none: an empty look is not enough. A process that forks
   * and ends while the table is read shows neither itself nor its child, and one in the middle of an exec shows no environment. So there
   * are two looks at least, and every process must have been there in two of them, unless its environment says that it is somebody
   * else's. On a machine where others come all the time, `MOST_LOOKS` must do.
   */
  async #look(): Promise<ProcessRow[]> {
    let before: ReadonlySet<string> | null = null
    for (let looks = 1; ; looks += 1) {
      const processes = await listProcesses()
      const members = this.membersOf(processes)
      const unclear = processes.filter((row) => !before?.has(nameOf(row)) && !row.showsEnvironment)
      const isCalm = before !== null && unclear.length === 0
      if (members.length > 0 || isCalm || looks === MOST_LOOKS) return members
      before = new Set(processes.map(nameOf))
    }
  }
}

/**
 * Kills what is left of a run whose server has died. `pid` and `identity` are what its `started` event said; a process that has the
 * pid by chance is left alone. Returns the pids of those that could not be killed.
 */
export async function killLeftovers(run: { runId: string; pid: number | null; identity: string | null }): Promise<number[]> {
  const same = run.pid !== null && run.identity !== null && (await identifyProcess(run.pid)) === run.identity
  return new ProcessTree(run.runId, same ? run.pid : null).kill()
}

function nameOf({ pid, identity }: ProcessRow): string {
  return `${pid} ${identity}`
}

function longer(pause: number): number {
  return Math.min(pause * 2, LONGEST_PAUSE_MS)
}

/** A process that is gone needs no signal, and one that is not ours shows up among those that could not be killed. */
function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error
  }
}
