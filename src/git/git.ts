/**
 * Runs git: a child process with an argument list, a clean environment and a deadline. Everything else in this room goes
 * through here. No GIT_* variable of the server reaches git, and nothing that a repository or its owner configured
 * (hooks, signing, editors, automatic clean-up) runs because of what signalbox does.
 */
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { GitError } from './git-error.ts'
import { KeyedQueue } from './keyed-queue.ts'

const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'commit.gpgSign=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'rerere.enabled=false',
  'rebase.backend=merge',
  'rebase.autoSquash=false',
  'rebase.autoStash=false',
  'rebase.updateRefs=false',
  'rebase.rebaseMerges=false',
].flatMap((setting) => ['-c', setting])

/** Waits before git is run again because another git process held a lock; after the last one the failure stands. */
export const LOCK_RETRY_DELAYS_MS = [10, 20, 40, 80, 160, 320, 640, 1280]

const DEADLINE_MS = 60_000
/** How long git has to take its locks away before it is killed. */
const GRACE_MS = 5_000
/** For commands that write as many files as the repository has. */
export const CHECKOUT_DEADLINE_MS = 600_000

export interface RunOptions {
  /** Exit codes besides 0 that are answers, not failures. */
  readonly answers?: readonly number[]
  readonly input?: string
  readonly deadlineMs?: number
  /** An index other than the worktree's own. */
  readonly indexFile?: string
  /** Also look for the repository in the folders above, as git does for people. Without it a folder that lost its `.git` is never taken for part of the repository around it. */
  readonly searchParents?: boolean
}

interface GitOutput {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** All that git gets of the server's environment: hooks are off, but filters and credential helpers of a repository's owner see it. */
const KEPT: ReadonlySet<string> = new Set(['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'XDG_CONFIG_HOME'])

export class Git {
  readonly #environment: Readonly<Record<string, string>>
  readonly #queue = new KeyedQueue()

  /** `environment` is the server's own; git gets what it needs of it, and nothing else. */
  constructor(environment: Readonly<Record<string, string | undefined>>) {
    const kept: Record<string, string> = {}
    for (const [name, value] of Object.entries(environment)) {
      if (value !== undefined && (KEPT.has(name) || name.startsWith('LC_'))) kept[name] = value
    }
    this.#environment = {
      ...kept,
      LC_ALL: 'C',
      GIT_TERMINAL_PROMPT: '0',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_EDITOR: ':',
      GIT_SEQUENCE_EDITOR: ':',
    }
  }

  /** Runs one git command in `directory`. Tries again for some seconds where another process holds a lock. Throws GitError. */
  async run(directory: string, args: readonly string[], options: RunOptions = {}): Promise<GitOutput> {
    for (let attempt = 0; ; attempt += 1) {
      const result = await this.start(directory, args, { ...options, input: options.input ?? '' })
      if (result.exitCode !== undefined && (result.exitCode === 0 || options.answers?.includes(result.exitCode))) {
        return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr }
      }
      const error = new GitError(directory, args, result.exitCode ?? null, result.stderr || endOf(result, options))
      const delay = LOCK_RETRY_DELAYS_MS[attempt]
      if (error.lockFile === null || delay === undefined) throw error
      await sleep(delay)
    }
  }

  /** Starts git without waiting for its end. Without `input` its standard input stays open, for a conversation. The result never rejects. */
  start(directory: string, args: readonly string[], options: RunOptions = {}) {
    return withDeadline(execa('git', [...SETTINGS, ...args], this.#settings(directory, options)), deadlineOf(options))
  }

  /**
   * Runs one git command that takes no lock, and hands over what it prints as it comes, so that nobody has to hold it all. git
   * is stopped once `take` answers false: it wants no more. Throws GitError.
   */
  async stream(directory: string, args: readonly string[], take: (bytes: Buffer) => boolean, options: RunOptions = {}): Promise<void> {
    const settings = { ...this.#settings(directory, { ...options, input: options.input ?? '' }), buffer: { stdout: false } } as const
    const child = withDeadline(execa('git', [...SETTINGS, ...args], settings), deadlineOf(options))
    let enough = false
    const thrown: unknown[] = []
    child.stdout.on('data', (bytes: Buffer) => {
      if (enough) return
      try {
        enough = !take(bytes)
      } catch (error) {
        // In a listener nobody would catch it.
        enough = true
        thrown.push(error)
      }
      if (enough) signalGroup(child.pid, 'SIGKILL')
    })
    const result = await child
    if (thrown.length > 0) throw thrown[0]
    if (enough || result.exitCode === 0) return
    throw new GitError(directory, args, result.exitCode ?? null, result.stderr || endOf(result, options))
  }

  #settings(directory: string, options: RunOptions) {
    return {
      cwd: directory,
      extendEnv: false,
      env: {
        ...this.#environment,
        ...(options.searchParents ? {} : { GIT_CEILING_DIRECTORIES: dirname(directory) }),
        ...(options.indexFile === undefined ? {} : { GIT_INDEX_FILE: options.indexFile }),
      },
      ...(options.input === undefined ? {} : { input: options.input }),
      // A group of its own: the deadline ends what git has started too, and Ctrl-C at the server's terminal does not cut git in half.
      detached: true,
      stripFinalNewline: false,
      reject: false,
    } as const
  }

  /** Runs `work` alone among all work on this repository that changes its refs or its list of worktrees. Not reentrant. */
  exclusively<T>(repository: string, work: () => Promise<T>): Promise<T> {
    return this.#queue.run(repository, work)
  }
}

/** Ends git, and what it has started, when its time is over. */
function withDeadline<Child extends { pid?: number | undefined; finally(then: () => void): Promise<unknown> }>(
  child: Child,
  deadlineMs: number,
): Child {
  const timers = [
    setTimeout(() => signalGroup(child.pid, 'SIGTERM'), deadlineMs),
    setTimeout(() => signalGroup(child.pid, 'SIGKILL'), deadlineMs + GRACE_MS),
  ]
  void child.finally(() => timers.forEach((timer) => clearTimeout(timer)))
  return child
}

/** How git ended, where it said nothing itself. */
function endOf(
  { signal, originalMessage }: { signal?: string | undefined; originalMessage?: string | undefined },
  options: RunOptions,
): string {
  return signal === undefined ? (originalMessage ?? '') : `ended by ${signal}; its deadline is ${deadlineOf(options)} ms`
}

function deadlineOf(options: RunOptions): number {
  return options.deadlineMs ?? DEADLINE_MS
}

function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return
  try {
    process.kill(-leader, signal)
  } catch (error) {
    // It ended by itself in this very moment.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
