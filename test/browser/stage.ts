/**
 * A project that has come to a stand: a real server, a real repository and the scripted agent have worked until nothing goes on without a
 * person. One unit is merged (model), one asks (export), one has failed (import), one is at work for ever (shortcuts), one would collide
 * with it (preview), one is held (later), and two wait (manual for export and import, release for manual).
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Program, startProgram } from '../cli/program-process.ts'
import { temporaryFolder } from '../git/sample-repository.ts'
import { ask, createProject, injectUnits, startCursor, startServer, subscribe, type Place, type Update } from '../system/world.ts'

export const SCRIPTED_AGENT = new URL('../../dist/agents/scripted-agent-main.js', import.meta.url).pathname

const SCRIPT = {
  chunks: {
    model: { IMPLEMENT: [{ write: { path: 'src/note.js', text: "export const note = 'title'\n" } }, { say: 'Wrote src/note.js.' }] },
    export: {
      IMPLEMENT: [
        { ask: { question: 'In which format are notes exported?', options: ['Markdown', 'JSON'] } },
        { write: { path: 'src/export.js', text: 'export const format = "{{answer}}"\n' } },
      ],
    },
    import: { IMPLEMENT: [{ say: '\u001b[31mout of memory\u001b[0m at line 3' }, { fail: 'The importer ran out of memory.' }] },
    shortcuts: { IMPLEMENT: [{ say: 'Thinking of keys.' }, { work: { ms: 3_600_000 } }] },
  },
  phases: { IMPLEMENT: [] },
}

const document = (title: string, paths: readonly string[]) => `---\ncode_paths: ${JSON.stringify(paths)}\n---\n# ${title}\n\nThe goal.\n`

export const UNITS = [
  { chunk: 'model', goal: document('A note has a title', ['src/note.js']), priority: 10 },
  { chunk: 'export', goal: document('Notes can be exported', ['src/export.js']), priority: 5 },
  { chunk: 'import', goal: document('Notes can be imported', ['src/import.js']), priority: 5 },
  { chunk: 'shortcuts', goal: document('The editor has shortcuts', ['src/editor.js']), priority: 1 },
  { chunk: 'preview', goal: document('The editor shows a preview', ['src/editor.js']) },
  { chunk: 'manual', goal: document('There is a manual', ['docs/manual.md']), dependsOn: ['export', 'import'] },
  { chunk: 'release', goal: document('The first release', ['CHANGELOG.md']), dependsOn: ['manual'] },
  { chunk: 'later', goal: document('Something for later', ['src/later.js']), held: true },
]

/** The statuses at which nothing goes on any more. */
const STAND: Readonly<Record<string, string>> = {
  model: 'DONE',
  export: 'NEEDS_ATTENTION',
  import: 'NEEDS_ATTENTION',
  preview: 'NEEDS_ATTENTION',
  shortcuts: 'RUNNING',
}

/** The server as a program, which can be killed. */
export async function serve(dataDir: string, port = '0'): Promise<{ place: Place; program: Program }> {
  const program = startProgram(['serve', '--data-dir', dataDir, '--port', port])
  const url = (await program.line()).replace('signalbox listens on ', '')
  return { place: { url, ownerToken: (await readFile(join(dataDir, 'owner-token'), 'utf8')).trim() }, program }
}

export async function startStage(place?: Place): Promise<Place> {
  const server = place ?? (await startServer())
  const script = join(await temporaryFolder(), 'script.json')
  await writeFile(script, JSON.stringify(SCRIPT))
  await createProject(server, {
    phases: ['IMPLEMENT', 'REVIEW'],
    command: [process.execPath, SCRIPTED_AGENT, '--script', script],
    maxAgents: 2,
  })
  await injectUnits(server, ...UNITS)
  const reached = new Map<string, string | undefined>()
  await untilChange(server, ({ chunk, workUnit }) => {
    reached.set(chunk, workUnit?.status)
    return Object.entries(STAND).every(([name, status]) => reached.get(name) === status)
  })
  return server
}

/** Waits for a change like that, of those that were or will be. */
export async function untilChange(place: Place, isSo: (update: Update) => boolean): Promise<void> {
  const { until, close } = await subscribe(place, 'demo', await startCursor(place, 'demo'))
  await until(isSo)
  await close()
}

/** Waits until a unit has that status, now or later. */
export async function untilStatus(place: Place, chunk: string, status: string): Promise<void> {
  const { workUnit } = await ask<{ workUnit: { status: string } }>(
    place,
    'query ($chunk: String!) { workUnit(project: "demo", chunk: $chunk) { status } }',
    { chunk },
  )
  if (workUnit.status !== status) await untilChange(place, (update) => update.chunk === chunk && update.workUnit?.status === status)
}
