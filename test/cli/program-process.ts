/** The program signalbox as a process of its own, as `npm test` has built it. */
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { onTestFinished } from 'vitest'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))

/** The program and its first arguments. */
export const SIGNALBOX: readonly [string, ...string[]] = [process.execPath, CLI]

export interface Program {
  readonly process: ReturnType<typeof spawnProgram>
  /** The next line of its standard output. Rejects when there is none any more. */
  line(): Promise<string>
}

/** Starts it, and kills it when the test is over. */
export function startProgram(words: readonly string[]): Program {
  const child = spawnProgram(words)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await child
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    process: child,
    async line() {
      const { done, value } = await lines.next()
      if (done) throw new Error(`The program has ended: ${(await child).stderr}`)
      return value
    },
  }
}

function spawnProgram(words: readonly string[]) {
  const [file, ...before] = SIGNALBOX
  return execa(file, [...before, ...words], { reject: false })
}
