/**
 * Going around `commit` does not compile. A change that makes one of these compile has opened a second door: see the header of
 * src/store/commit.ts for the way to change a work unit.
 */
import { execa } from 'execa'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const MODELS = [
  'workUnit',
  'run',
  'runPrompt',
  'runOutput',
  'attentionItem',
  'conflict',
  'dependency',
  'workUnitChange',
  'project',
  'receipt',
  'token',
  'webhook',
] as const
const METHODS = ['create', 'createMany', 'update', 'updateMany', 'upsert', 'delete', 'deleteMany'] as const

/** An expression each, of a program that has a `store` and a `unit` from it. */
const FORBIDDEN = [
  ...MODELS.flatMap((model) => METHODS.map((method) => `store.read.${model}.${method}`)),
  'store.read.$executeRaw',
  'store.read.$executeRawUnsafe',
  'store.read.$queryRaw',
  'store.read.$transaction',
  'store.write',
  'store.clients',
  'store.pubsub',
  'store.publish',
  'store.changeFeed.publish',
  `unit.status = 'DONE'`,
  'unit.revision = 7',
  'unit.runs.push',
  `store.commit = () => Promise.reject(new Error())`,
]

const ALLOWED = ['store.read.workUnit.findMany', 'store.read.workUnitChange.count', 'store.commit', 'store.subscribe', 'unit.status']

let complaints: Map<string, string>

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-compile-'))
  try {
    complaints = await compile(folder, [...FORBIDDEN, ...ALLOWED])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

/** What the compiler says of each expression, by expression; those that it has nothing against are missing. */
async function compile(folder: string, expressions: readonly string[]): Promise<Map<string, string>> {
  const head = [
    `import type { Store } from '${ROOT}src/store/open.ts'`,
    `import type { WorkUnit } from '${ROOT}src/domain/work-unit.ts'`,
    'declare const store: Store',
    'declare const unit: WorkUnit',
  ]
  const options = { typeRoots: [`${ROOT}node_modules/@types`], rewriteRelativeImportExtensions: false }
  const settings = { extends: `${ROOT}tsconfig.json`, compilerOptions: options, include: [], exclude: [], files: ['around.ts'] }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  await writeFile(join(folder, 'around.ts'), [...head, ...expressions.map((expression) => `void (${expression})`)].join('\n'))
  const { stdout } = await execa('tsc', ['-p', folder, '--pretty', 'false'], {
    preferLocal: true,
    localDir: ROOT,
    cwd: folder,
    reject: false,
  })

  const found = [...stdout.matchAll(/^around\.ts\((\d+),\d+\): error (TS\d+: .*)$/gm)]
  return new Map(found.map(([, line, complaint]) => [expressions[Number(line) - head.length - 1] ?? `line ${line}`, complaint ?? '']))
}

it('none of these expressions compiles, because there is no such property or it is readonly', () => {
  expect(FORBIDDEN.filter((expression) => !complaints.has(expression))).toEqual([])
  // 2339 and 2551: no such property. 2540: readonly.
  expect([...complaints.values()].filter((complaint) => !/^TS(2339|2551|2540):/.test(complaint))).toEqual([])
})

it('reading compiles', () => {
  expect(ALLOWED.filter((expression) => complaints.has(expression))).toEqual([])
})
