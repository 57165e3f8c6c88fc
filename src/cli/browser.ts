/** Opens an address in the browser of whoever started the command. */
import { spawn } from 'node:child_process'
import { platform } from 'node:os'
import { writeLine } from './print.ts'
import type { Cli } from './session.ts'

/** By platform: the program, and what stands before the address. */
const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** A machine without a browser is told, and is no error. */
export function openBrowser(address: string, cli: Cli): Promise<void> {
  const [program, ...before] = OPENERS[platform()] ?? ['xdg-open']
  const child = spawn(program, [...before, address], { stdio: 'ignore', detached: true, env: cli.environment })
  child.unref()
  return new Promise((resolve) => {
    child.once('spawn', resolve)
    child.once('error', (error) => {
      writeLine(cli.err, `signalbox: no browser could be opened: ${error.message}. Open the address by hand.`)
      resolve()
    })
  })
}
