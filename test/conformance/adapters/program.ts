/** A server as a program of its own, which is started, ended and killed. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export class Program {
  readonly #process: ChildProcess
  /** The first line of its output: it says where it listens. */
  readonly announcement: string

  readonly #errors: readonly string[]

  private constructor(process: ChildProcess, errors: readonly string[], announcement: string) {
    this.#process = process
    this.#errors = errors
    this.announcement = announcement
  }

  /** Node with these arguments, until it has announced itself. Throws where it ends before. */
  static async start(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Program> {
    const child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    const errors: string[] = []
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text))
    const line = await Promise.race([once(createInterface(child.stdout), 'line'), once(child, 'exit').then(() => null)])
    if (line === null) throw new Error(`the server ended before it listened: ${errors.join('')}`)
    return new Program(child, errors, String(line[0]))
  }

  /** What it said when it ended by itself; null while it listens at `url`. */
  async lastWords(url: string): Promise<string | null> {
    const listens = await fetch(url).then(
      () => true,
      () => false,
    )
    if (listens) return null
    // It does not listen any more: it is about to end, if it has not ended yet.
    await this.#ended()
    return `the server has ended: ${/^\w*Error: .*$/m.exec(this.#errors.join(''))?.[0] ?? 'without a word'}`
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const ended = this.#ended()
    this.#process.kill(signal)
    await ended
  }

  async #ended(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'exit')
  }
}
