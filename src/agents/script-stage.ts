/** What the steps of a script work on: the worktree, the output, the API, the process itself. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

/** What the run was given. */
export interface StageFacts {
  readonly worktree: string
  readonly chunk: string
  readonly apiUrl: string
  readonly runToken: string
  readonly answer: string | null
  readonly feedback: string | null
}

const API_PATIENCE_MS = 30_000
const LONGEST_TIMER_MS = 2 ** 31 - 1
const FLOOD_LINE = `${'flood '.repeat(10)}\n`
const STUBBORN_CHILD = `
  process.on('SIGTERM', () => {})
  setInterval(() => {}, 2 ** 30)
  console.log('child ' + process.pid)
  process.send('ready', () => process.disconnect())
`

const git = promisify(execFile)

export class Stage {
  readonly facts: StageFacts
  #out: Writable
  #err: Writable

  constructor(facts: StageFacts, out: Writable, err: Writable) {
    this.facts = facts
    this.#out = out
    this.#err = err
  }

  /** Puts the run's facts in the place of `{{chunk}}`, `{{answer}}` and `{{feedback}}`. */
  fill(text: string): string {
    const { chunk, answer, feedback } = this.facts
    return text
      .replaceAll('{{chunk}}', () => chunk)
      .replaceAll('{{answer}}', () => answer ?? '')
      .replaceAll('{{feedback}}', () => feedback ?? '')
  }

  say(text: string): Promise<undefined> {
    return put(this.#out, text)
  }

  complain(text: string): Promise<undefined> {
    return put(this.#err, text)
  }

  async write(path: string, text: string, flag: 'w' | 'a'): Promise<undefined> {
    const file = resolve(this.facts.worktree, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text, { flag })
  }

  /** Commits all that is there, under a name of its own: the environment of an agent need not have one. */
  async commit(message: string): Promise<undefined> {
    const identity = ['-c', 'user.name=Scripted Agent', '-c', 'user.email=scripted-agent@signalbox.invalid', '-c', 'commit.gpgsign=false']
    await git('git', ['add', '--all'], { cwd: this.facts.worktree })
    await git('git', [...identity, 'commit', '--quiet', '--allow-empty', '--message', message], { cwd: this.facts.worktree })
  }

  async wait(ms: number): Promise<undefined> {
    await delay(Math.min(ms, LONGEST_TIMER_MS))
  }

  async hang(): Promise<undefined> {
    for (;;) await delay(LONGEST_TIMER_MS)
  }

  ignoreSigterm(): undefined {
    process.on('SIGTERM', () => {})
  }

  async spawnChild(): Promise<undefined> {
    const child = spawn(process.execPath, ['-e', STUBBORN_CHILD], { detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    await once(child, 'message')
    child.unref()
  }

  async flood(bytes: number): Promise<undefined> {
    for (let left = bytes; left > 0; left -= FLOOD_LINE.length) await this.say(FLOOD_LINE.slice(-left))
  }

  /** Sends a mutation in the name of the run. Throws what the API refuses it with. */
  async mutate(name: string, inputType: string, input: Readonly<Record<string, unknown>>): Promise<void> {
    const response = await fetch(this.facts.apiUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.facts.runToken}` },
      body: JSON.stringify({ query: `mutation ($input: ${inputType}!) { ${name}(input: $input) { cursor } }`, variables: { input } }),
      signal: AbortSignal.timeout(API_PATIENCE_MS),
    })
    const body = await response.text()
    if (!response.ok || !hasData(body)) throw new Error(`${name} was refused with HTTP status ${response.status}: ${body}`)
  }
}

function hasData(body: string): boolean {
  const answer: unknown = JSON.parse(body)
  return typeof answer === 'object' && answer !== null && 'data' in answer && answer.data !== null && !('errors' in answer)
}

/** Writes, and waits until the system has taken it: a process that exits before loses what it wrote to a pipe. */
export function put(stream: Writable, text: string): Promise<undefined> {
  return new Promise((resolveWritten, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolveWritten(undefined)))
  })
}
