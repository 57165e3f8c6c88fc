/** One run of a real agent on a real repository, of which every name and text is what a shell would stumble over. */
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { makeRepository } from './adapters/signalbox.ts'
import type { Attacker } from './attacker.ts'
import { insideOf, type Target } from './target.ts'

const PWNED = 'pwned'
const BRANCH = `a;$(touch\${IFS}${PWNED})'"b`
const IDENTITY = `Olga "$(touch ${PWNED})" \`touch ${PWNED}\` -x`
const TITLE = `--amend "$(touch ${PWNED})"; touch ${PWNED} 'x' \\ | & > ${PWNED}`
export const ARGUMENTS: readonly string[] = [
  '-x',
  '--',
  '',
  ' ',
  'a b',
  '"a',
  "'a",
  '`a`',
  `$(touch ${PWNED})`,
  `; touch ${PWNED}`,
  '*',
  '~',
  'a\nb',
  '\\',
  '%s',
  'é🂡',
]
const FILES: readonly string[] = ['-rf', `$(touch ${PWNED}).txt`, 'a\nb', '"quoted"', ' ', ':(exclude)x', 'é']

export interface Report {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Where its open files lead. */
  readonly files: readonly string[]
}

export interface NastyRun {
  readonly agent: Report
  readonly check: Report
  /** The status and the reason of the last change. */
  readonly end: string
  /** Of the commit that the agent's work became. */
  readonly commit: { readonly subject: string; readonly author: string; readonly files: readonly string[] }
  readonly expected: NastyRun['commit']
  /** What only a shell, or a hook of the repository, could have made. */
  readonly traces: readonly string[]
}

const runs = new WeakMap<Target, Promise<NastyRun>>()

/** Made once for all who ask. */
export function nastyRun(attacker: Attacker): Promise<NastyRun> {
  const known = runs.get(attacker.target) ?? make(attacker)
  runs.set(attacker.target, known)
  return known
}

/** Writes down what it was given, and leaves files that are hard to name. */
const PROGRAM = `
const fs = require('node:fs')
const [, file, ...names] = process.argv
const files = fs.existsSync('/proc/self/fd') ? fs.readdirSync('/proc/self/fd').flatMap((fd) => { try { return [fs.readlinkSync('/proc/self/fd/' + fd)] } catch { return [] } }) : []
fs.writeFileSync(file, JSON.stringify({ argv: process.argv.slice(2), env: process.env, files }))
if (file.endsWith('agent')) for (const name of ${JSON.stringify(FILES)}) fs.writeFileSync(name, 'x')`

async function make(attacker: Attacker): Promise<NastyRun> {
  const inside = insideOf(attacker.target)
  const folder = join(inside.folder, 'nasty')
  const repository = join(folder, `-re po; $(touch ${PWNED}) "q" 'q'\n`)
  await makeRepository(repository, { branch: BRANCH, identity: IDENTITY })
  await plantHooks(join(repository, '.git', 'hooks'), join(folder, PWNED))

  const program = (name: string): string[] => [process.execPath, '-e', PROGRAM, join(folder, name), ...ARGUMENTS]
  const input = { key: 'nasty', repositoryPath: repository, phases: ['IMPLEMENT'], checkCommand: program('check') }
  const socket = await attacker.letIn()
  const run = async (query: string, variables: Record<string, unknown>): Promise<void> => {
    const answer = await socket.run({ query, variables })
    if (answer !== 'ok') throw new Error(`${query} was answered with ${answer}.`)
  }
  await run('mutation ($input: CreateProjectInput!) { createProject(input: $input) { cursor } }', {
    input: { ...input, agent: { driver: 'COMMAND', command: program('agent') } },
  })
  await run('mutation ($input: InjectWorkUnitsInput!) { injectWorkUnits(input: $input) { cursor } }', {
    input: { project: 'nasty', workUnits: [{ chunk: 'chunk', title: TITLE, held: true }] },
  })
  socket.send({
    id: 'changes',
    type: 'subscribe',
    payload: { query: 'subscription { workUnitUpdated(project: "nasty") { reason workUnit { status } } }' },
  })
  await run('mutation { releaseWorkUnit(input: { project: "nasty", chunk: "chunk" }) { cursor } }', {})
  const end = await endOf(socket)

  const git = async (...args: string[]): Promise<string> => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1' }
    return (await execa('git', ['-C', repository, ...args], { env, extendEnv: false })).stdout
  }
  const [subject = '', author = ''] = (await git('log', '-1', '--format=%s%x00%an', BRANCH, '--')).split('\0')
  const committed = (await git('ls-tree', '-z', '--name-only', BRANCH)).split('\0').filter((name) => name !== '')
  const everything = await readdir(inside.folder, { recursive: true })
  const report = async (name: string): Promise<Report> =>
    existsSync(join(folder, name)) ? JSON.parse(await readFile(join(folder, name), 'utf8')) : { argv: [], env: {}, files: [] }
  return {
    agent: await report('agent'),
    check: await report('check'),
    end,
    commit: { subject, author, files: committed.toSorted() },
    expected: { subject: `chunk: ${TITLE}`, author: IDENTITY, files: FILES.toSorted() },
    traces: everything.filter((path) => path.endsWith(PWNED)),
  }
}

async function endOf(socket: Awaited<ReturnType<Attacker['letIn']>>): Promise<string> {
  for (;;) {
    const event = await socket.next()
    if ('end' in event) return event.end
    const { payload } = event as { payload?: { data?: { workUnitUpdated?: { reason: string; workUnit: { status: string } } } } }
    const update = payload?.data?.workUnitUpdated
    if (update && ['DONE', 'NEEDS_ATTENTION'].includes(update.workUnit.status)) {
      return update.workUnit.status === 'DONE' ? 'DONE' : `${update.workUnit.status}: ${update.reason}`
    }
  }
}

async function plantHooks(hooks: string, file: string): Promise<void> {
  await mkdir(hooks, { recursive: true })
  for (const name of [
    'post-checkout',
    'pre-commit',
    'post-commit',
    'commit-msg',
    'reference-transaction',
    'post-merge',
    'post-rewrite',
    'pre-rebase',
  ]) {
    await writeFile(join(hooks, name), `#!/bin/sh\ntouch '${file}'\n`)
    await chmod(join(hooks, name), 0o755)
  }
}
