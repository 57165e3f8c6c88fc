/** Opens the dashboard in the browser of whoever started the command, signed in. */
import { spawn } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { platform } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { writeLine } from './print.ts'
import type { Cli } from './session.ts'

/** By platform: the program, and what stands before the address. */
const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/**
 * Opens `address`, which holds a token, by way of a page in `folder` that nobody else can read: the arguments of a program are there for
 * everybody on the machine to see. A machine without a browser is told, and is no error. Returns what removes the page.
 */
export async function openBrowser(address: string, folder: string, cli: Cli): Promise<() => Promise<void>> {
  const page = join(folder, 'open.html')
  const close = (): Promise<void> => rm(page, { force: true })
  await close()
  await writeFile(page, `<!doctype html>\n<meta http-equiv="refresh" content="0; url=${address}">\n`, { mode: 0o600, flag: 'wx' })
  await start(pathToFileURL(page).href, cli)
  return close
}

function start(address: string, cli: Cli): Promise<void> {
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
