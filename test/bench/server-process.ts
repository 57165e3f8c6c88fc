/** A server under test, in a process of its own, so that its processor time is the server's alone. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Question, Usage } from './control.ts'

const CONTROL = new URL('control.ts', import.meta.url).href

export interface ServerProcess {
  /** As in `http://127.0.0.1:7420`. */
  readonly url: string
  ask(question: Question): Promise<Usage>
  /** kill -9. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts a program with its arguments; resolves when it has printed the line that says where it listens. It gets the options that this
 * process was given for Node, so that `node --cpu-prof --import tsx test/bench/bench.ts` shows where the servers' time goes.
 */
export async function startProcess([file, ...words]: readonly [string, ...string[]], home: string): Promise<ServerProcess> {
  const child = fork(file, words, {
    execArgv: [...process.execArgv, '--expose-gc', '--import', CONTROL],
    env: { PATH: process.env.PATH, HOME: home, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const url = await urlPrintedBy(child, file)
  return {
    url,
    async ask(question) {
      const answered = once(child, 'message')
      child.send(question)
      const [usage] = await answered
      return usage as Usage
    },
    kill: () => end(child, () => child.kill('SIGKILL')),
    stop: () => end(child, () => child.disconnect()),
  }
}

async function urlPrintedBy(child: ChildProcess, file: string): Promise<string> {
  if (child.stdout === null) throw new Error('A server must have a standard output.')
  for await (const line of createInterface(child.stdout)) {
    const [url] = /http:\/\/[\w.:]+/.exec(line) ?? []
    if (url !== undefined) return url
  }
  throw new Error(`${file} has ended before it listened.`)
}

async function end(child: ChildProcess, how: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  how()
  await exited
}
