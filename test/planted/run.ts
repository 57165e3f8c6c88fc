/**
 * Plants bugs, one by one, in a copy of this tree, and says whether the tests that are to catch them do:
 *
 *   npx tsx test/planted/run.ts [part of a name …]
 *
 * Exit code 1 where one is not caught, or where those tests do not pass without any bug.
 */
import { execa } from 'execa'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Check, type Plant, PLANTS } from './plants.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const COPIED = ['src', 'prisma', 'test', 'dashboard', 'package.json', 'tsconfig.json', 'schema.graphql']
/** Read and not written. */
const LINKED = ['node_modules', 'dist']
/** For tests that wait for what never comes. */
const CHECK_WITHIN_MS = 180_000

interface Report {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[]
  }[]
}

/** `broken`: no test of that name could be run to its end. */
interface Verdict {
  readonly kind: 'pass' | 'fail' | 'broken'
  readonly why: string
}

async function copyTree(): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), 'signalbox-planted-'))
  await Promise.all(COPIED.map((name) => cp(join(ROOT, name), join(tree, name), { recursive: true })))
  await Promise.all(LINKED.map((name) => symlink(join(ROOT, name), join(tree, name))))
  return tree
}

async function judge(tree: string, { project, file, title }: Check): Promise<Verdict> {
  const reportFile = join(tree, 'report.json')
  await rm(reportFile, { force: true })
  const program = join('node_modules', 'vitest', 'vitest.mjs')
  const only = title === undefined ? [] : ['--testNamePattern', title]
  const output = ['--reporter=json', `--outputFile=${reportFile}`]
  const run = [program, 'run', '--config', join('test', 'vitest.config.ts'), '--project', project, ...output, ...only, file]
  await execa(process.execPath, run, { cwd: tree, reject: false, timeout: CHECK_WITHIN_MS, stdio: 'ignore' })
  const report = await readFile(reportFile, 'utf8').then(
    (json) => JSON.parse(json) as Report,
    () => null,
  )
  if (report === null) return { kind: 'broken', why: `it did not end within ${CHECK_WITHIN_MS / 1000} s` }
  const [failure] = report.testResults.flatMap(({ assertionResults }) => assertionResults.flatMap(({ failureMessages }) => failureMessages))
  if (failure !== undefined) return { kind: 'fail', why: failure }
  const why = report.testResults.map(({ message }) => message).join('\n')
  return report.numPassedTests > 0 ? { kind: 'pass', why } : { kind: 'broken', why: why || 'there is no such test' }
}

/** The tree with the bug in it while `work` goes on. */
async function planted<T>(tree: string, { file, find, replace }: Plant, work: () => Promise<T>): Promise<T> {
  const path = join(tree, file)
  const text = await readFile(path, 'utf8')
  const [before, after, ...more] = text.split(find)
  if (before === undefined || after === undefined || more.length > 0) throw new Error(`'${find}' must be in ${file} exactly once.`)
  await writeFile(path, `${before}${replace}${after}`)
  try {
    return await work()
  } finally {
    await writeFile(path, text)
  }
}

function nameOf({ project, file, title }: Check): string {
  return `${file}${title === undefined ? '' : ` "${title}"`} (${project})`
}

/** How many things are wrong. */
async function run(plants: readonly Plant[], tree: string): Promise<number> {
  let wrong = 0
  const say = (isGood: boolean, line: string, { why }: Verdict): void => {
    console.log(line)
    if (isGood) return
    wrong += 1
    console.log(why.replaceAll(/^/gm, '    '))
  }
  const checks = new Map(plants.flatMap(({ caughtBy }) => caughtBy).map((check) => [nameOf(check), check]))
  for (const [name, check] of checks) {
    const verdict = await judge(tree, check)
    const passes = verdict.kind === 'pass'
    say(passes, `${passes ? 'passes' : 'DOES NOT PASS'} without a bug: ${name}`, verdict)
  }
  for (const plant of plants) {
    for (const check of plant.caughtBy) {
      const verdict = await planted(tree, plant, () => judge(tree, check))
      const isCaught = verdict.kind === 'fail'
      say(isCaught, `${isCaught ? 'caught    ' : 'NOT CAUGHT'}  ${plant.name}  by ${nameOf(check)}`, verdict)
    }
  }
  return wrong
}

const wanted = process.argv.slice(2)
const plants = PLANTS.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
const tree = await copyTree()
try {
  const wrong = plants.length === 0 ? 1 : await run(plants, tree)
  console.log(
    wrong === 0 ? `All ${plants.length} planted bugs are caught.` : `${wrong} of these are wrong; ${plants.length} bugs were planted.`,
  )
  process.exitCode = wrong === 0 ? 0 : 1
} finally {
  await rm(tree, { recursive: true, force: true })
}
