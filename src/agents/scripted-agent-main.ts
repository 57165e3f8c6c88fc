#!/usr/bin/env node
/** The program signalbox-scripted-agent: the only file of this room that reads the environment and the arguments. */
import { parseArgs } from 'node:util'
import { playRun } from './scripted-agent.ts'

const HELP = `Usage: signalbox-scripted-agent [--script FILE]

An agent that plays a script. signalbox starts it: give it to a project as its agent's command.
FILE is YAML or JSON: { chunks: { CHUNK: { PHASE: STEPS } }, phases: { PHASE: STEPS } }.
A goal may carry { PHASE: STEPS } itself, in a fenced block named signalbox-script.
Without a script it writes a file in IMPLEMENT, approves in REVIEW and is content with everything else.
`

function readArguments(): { script?: string; help?: boolean } | null {
  try {
    return parseArgs({ options: { script: { type: 'string' }, help: { type: 'boolean' } } }).values
  } catch (error) {
    process.stderr.write(`signalbox-scripted-agent: ${error instanceof Error ? error.message : String(error)}\n`)
    return null
  }
}

async function main(): Promise<number> {
  const options = readArguments()
  if (!options) return 2
  if (options.help) {
    process.stdout.write(HELP)
    return 0
  }
  return playRun({
    environment: process.env,
    scriptFile: options.script,
    worktree: process.cwd(),
    out: process.stdout,
    err: process.stderr,
  })
}

// Children that were started on purpose, and connections that are kept open, must not keep the agent alive.
process.exit(await main())
