/**
 * Which room may import what: the table of the design, as data. A room is a folder of `src`, or a file that stands there alone.
 * Whoever needs an import that is not in the table has put something in the wrong room, or changes the design, and then this table.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Entries are rooms, or files of a room; `types` before one allows `import type` only. A room may always import itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  domain: [],
  documents: ['domain'],
  config: ['domain'],
  store: ['domain', 'generated'],
  git: ['domain'],
  agents: ['domain'],
  services: ['domain', 'documents', 'store'],
  scheduler: ['domain', 'services', 'git', 'agents', 'store/change-feed.ts'],
  webhooks: ['domain', 'services', 'store/one-at-a-time.ts', 'types store/webhook.ts', 'types generated'],
  graphql: [
    'domain',
    'services',
    'generated/pothos.ts',
    'types generated',
    'store/change-feed.ts',
    'store/change-log.ts',
    'store/follow.ts',
    'store/run-output.ts',
    'types store/clients.ts',
  ],
  server: ['domain', 'services', 'graphql'],
  log: ['domain', 'types store/observer.ts'],
  metrics: ['domain', 'types store/clients.ts', 'types store/observer.ts', 'types server/meter.ts', 'types webhooks/options.ts'],
  'data-folder': ['domain', 'store/lock.ts', 'types store/clients.ts'],
  doctor: ['domain', 'git', 'store'],
  offline: ['config', 'data-folder', 'doctor', 'git', 'services', 'store'],
  main: [
    'config',
    'data-folder',
    'domain',
    'documents',
    'log',
    'metrics',
    'store',
    'git',
    'agents',
    'services',
    'scheduler',
    'webhooks',
    'graphql',
    'server',
  ],
  client: [],
  cli: ['main', 'offline', 'config', 'documents', 'domain', 'client'],
  dashboard: ['client'],
}

/** What comes from outside, and the only rooms that may touch it. What is not named here is anybody's, but not the domain's. */
const PACKAGES: ReadonlyArray<{ name: RegExp; rooms: readonly string[] }> = [
  { name: /^(@prisma\/|pg$|better-sqlite3$)/, rooms: ['store'] },
  { name: /^@pothos\//, rooms: ['graphql'] },
  { name: /^graphql$/, rooms: ['graphql', 'server', 'main', 'client', 'cli', 'dashboard'] },
  { name: /^(graphql-yoga|@graphql-yoga\/.*|@escape\.tech\/.*|node:http)$/, rooms: ['graphql', 'server'] },
  { name: /^ws$/, rooms: ['server', 'cli'] },
  { name: /^graphql-ws(\/.*)?$/, rooms: ['server', 'client'] },
  { name: /^(execa|node:child_process)$/, rooms: ['git', 'agents', 'cli'] },
  { name: /^commander$/, rooms: ['cli'] },
  { name: /^prom-client$/, rooms: ['metrics'] },
  { name: /^(react|react-dom|react-aria-components|urql|@urql|wonka|gql\.tada|vite|@vitejs)(\/.*)?$/, rooms: ['dashboard'] },
  { name: /^node:/, rooms: Object.keys(MAY_IMPORT).filter((room) => !['domain', 'documents', 'client', 'dashboard'].includes(room)) },
  { name: /./, rooms: Object.keys(MAY_IMPORT).filter((room) => room !== 'domain') },
]

/** Mistakes that were made once too often. */
const HABITS: ReadonlyArray<{ fact: string; what: RegExp; except: readonly string[]; instead: string }> = [
  {
    fact: 'only config.ts, and the agent that is a program of its own, read the environment and the arguments',
    what: /process\.(env|argv)\b/,
    except: ['src/config.ts', 'src/agents/scripted-agent-main.ts'],
    instead: 'Let src/config.ts read it, and be given the value.',
  },
  {
    fact: 'no type is forced through unknown',
    what: /\bas unknown as\b/,
    except: [],
    instead: 'Narrow the value with a check, or give it its right type where it is made.',
  },
  {
    fact: 'no check is switched off by a comment',
    what: /@ts-(ignore|nocheck|expect-error)|(ox|es)lint-disable/,
    except: [],
    instead: 'Correct what it complains of.',
  },
  {
    fact: 'only the announcer publishes',
    what: /pubsub\.publish\(/,
    except: ['src/store/announcer.ts'],
    instead: 'Write through src/store/commit.ts: what is in the log is published by itself.',
  },
  {
    fact: 'no command goes through a shell',
    what: /shell: true|\bexec(Sync)?\(['"`]/,
    except: [],
    instead: 'Start programs with a list of arguments.',
  },
]

interface Import {
  readonly from: string
  readonly isType: boolean
}

const IMPORT = /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'/gm

function importsOf(text: string): Import[] {
  return [...text.matchAll(IMPORT)].map(([, type, named, dynamic]) => ({ from: named ?? dynamic ?? '', isType: type !== undefined }))
}

/** `src/store/commit.ts` is of the room `store`, `src/cli.ts` and `src/cli/print.ts` of `cli`, `dashboard/main.tsx` of `dashboard`. */
function roomOf(file: string): string {
  const [top = '', name = ''] = file.split('/')
  return top === 'src' ? name.replace(/\.ts$/, '') : top
}

function isAllowed(room: string, file: string, { from, isType }: Import): boolean {
  if (!from.startsWith('.')) return PACKAGES.find(({ name }) => name.test(from))?.rooms.includes(room) ?? false
  const target = normalize(join(dirname(file), from))
  const targetRoom = roomOf(target)
  if (targetRoom === room) return true
  const names = [targetRoom, target.replace('src/', '')]
  return (MAY_IMPORT[room] ?? []).some((entry) => names.includes(entry) || (isType && names.includes(entry.replace('types ', ''))))
}

const files = ['src', 'dashboard']
  .flatMap((top) =>
    readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' }).map((file) => `${top}/${file.split(sep).join('/')}`),
  )
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('/generated/') && file !== 'dashboard/vite.config.ts')

const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

test('the architecture test sees the rooms and their imports', () => {
  expect(files.length).toBeGreaterThan(80)
  expect([...new Set(files.map(roomOf))].filter((room) => !(room in MAY_IMPORT))).toEqual([])
  expect(files.flatMap((file) => importsOf(text(file))).length).toBeGreaterThan(300)
})

test('no room imports what it may not', () => {
  const wrong = files.flatMap((file) =>
    importsOf(text(file))
      .filter((entry) => !isAllowed(roomOf(file), file, entry))
      .map(({ from }) => `${file} imports ${from}: the room ${roomOf(file)} may not. Move the code, or have the caller pass it in.`),
  )
  expect(wrong).toEqual([])
})

test('every file is imported by its own name', () => {
  expect(files.filter((file) => /\/index\.tsx?$/.test(file))).toEqual([])
})

test.each(HABITS)('$fact', ({ what, except, instead }) => {
  const wrong = files.filter((file) => !except.includes(file) && what.test(text(file)))
  expect(wrong, instead).toEqual([])
})
