/** A live server with a project `box`, in which a unit is in each status, two conflict, and the chunks' names say how they came there. */
import { SIGNALBOX } from './program-process.ts'
import { startTestServer, type TestServer } from './running-server.ts'

/** `asks` and `storage` ask once, `fails` fails, `works` is at work until it is stopped; what else there is, is done at once. */
export const BUSY_AGENT: readonly string[] = [
  'sh',
  '-c',
  `case $SIGNALBOX_CHUNK in
    asks|storage) if [ -z "\${SIGNALBOX_ANSWER:-}" ]; then "$@" ask "Left or right?" --option left --option right; exit 75; fi ;;
    fails) exit 1 ;;
    works) echo hello; exec sleep 600 ;;
  esac`,
  'agent',
  ...SIGNALBOX,
]

/** `finished` is DONE, `works` RUNNING, `waits` BLOCKED by `asks`, `held` READY; `asks`, `fails` and `clashes` (with `works`) need attention. */
export async function startBusyServer(): Promise<TestServer> {
  const server = await startTestServer()
  const run = async (words: string, ...more: readonly string[]): Promise<void> => {
    const { code, err } = await server.run(...words.split(' '), ...more, '--project', 'box')
    if (code !== 0) throw new Error(err)
  }
  const samePath = '---\ncode_paths: [src/shared.ts]\n---\nChange a file.\n'
  await server.addProject('box', ['--phases', 'PLAN,IMPLEMENT', '--max-agents', '4'], BUSY_AGENT)
  await run('inject works --phase implement --goal', samePath)
  await run('inject finished asks fails --phase implement')
  await run('inject waits --phase implement --depends-on asks')
  await run('inject held --phase implement --held')
  await run('wait works --status running')
  await run('inject clashes --phase implement --goal', samePath)
  await run('wait asks fails clashes --status needs-attention')
  await run('wait finished')
  return server
}
