#!/usr/bin/env node
/** The program signalbox. What the commands are stands in cli/program.ts; it is loaded only where Node can run it. */
import { processArguments, processEnvironment } from './config.ts'

/** As in the engines of package.json. */
function isSupported([major = 0, minor = 0]: readonly number[]): boolean {
  return major >= 24 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)
}

async function main(): Promise<number> {
  if (!isSupported(process.versions.node.split('.').map(Number))) {
    process.stderr.write(`signalbox needs Node ^20.19, ^22.12 or >=24; this is ${process.versions.node}.\n`)
    return 1
  }
  const { runCli } = await import('./cli/program.ts')
  const { stdin, stdout, stderr } = process
  return runCli({ environment: processEnvironment(), cwd: process.cwd(), input: stdin, out: stdout, err: stderr }, processArguments())
}

// Whoever reads the output may stop before its end, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
process.exit(await main())
