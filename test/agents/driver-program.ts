/** A server in small, `driver-program RUN_ID FOLDER`: starts an agent with a grandchild in another session, prints their pids as JSON, and waits to be killed. */
import { join } from 'node:path'
import { startCommandRun } from '../../src/agents/command-driver.ts'

const [, , runId = '', folder = ''] = process.argv
const child = 'console.log(process.pid); setInterval(() => {}, 1e6)'
const agent = `
  require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { detached: true, stdio: ['ignore', 'inherit', 'inherit'] })
  setInterval(() => {}, 1e6)
`
let started: { pid: number; identity: string | null } | null = null

startCommandRun(
  { driver: 'COMMAND', command: [process.execPath, '-e', agent], environment: [] },
  {
    runId,
    project: 'demo',
    chunk: 'orphan',
    phase: 'IMPLEMENT',
    baseBranch: 'main',
    worktree: folder,
    prompt: '',
    apiUrl: '',
    runToken: '',
    answer: null,
    feedback: null,
  },
  {
    runFolder: join(folder, 'run'),
    sourceEnvironment: process.env,
    graceMs: 0,
    onEvent(event) {
      if (event.type === 'started') started = { pid: event.pid, identity: event.processIdentity }
      if (event.type === 'output') console.log(JSON.stringify({ agent: started, child: Number(event.text) }))
    },
  },
)
