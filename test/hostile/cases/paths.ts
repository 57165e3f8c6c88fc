/** Ways out of the folders that somebody may look into. */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadStaticFiles } from '../../../src/server/static-files.ts'
import { invoke } from '../../cli/invoke.ts'
import { type Case, type Group } from '../case.ts'
import { insideOf } from '../target.ts'

const PATHS = [
  '/../package.json',
  '/../../package.json',
  '/../cli.js',
  '/assets/../../cli.js',
  '/%2e%2e/cli.js',
  '/%2e%2e%2fcli.js',
  '/..%2fcli.js',
  '/..%252fcli.js',
  '/..%c0%afcli.js',
  '/..\\cli.js',
  '/assets/..\\..\\cli.js',
  '/..;/cli.js',
  '/./../cli.js',
  '//cli.js',
  '//etc/passwd',
  '/etc/passwd',
  'file:///etc/passwd',
  '/index.html/../../cli.js',
  '/index.html%00.png',
  '/assets/',
  '/assets',
  '/.git/config',
  '/constructor',
  '/__proto__',
  '/graphql/../../cli.js',
  '/graphql%00',
]

const REPOSITORIES: ReadonlyArray<[fact: string, path: (folder: string, dataDir: string) => string]> = [
  ['a path from somewhere', () => '../repository'],
  ['a path from here', () => '.'],
  ['a path from home', () => '~/repository'],
  ['an option', () => '--upload-pack=x'],
  ['an address', () => 'file:///repository'],
  ['a helper of git', () => 'ext::sh -c "touch pwned"'],
  ['a path with a NUL', (folder) => `${folder}/repository\0/x`],
  ['a file', (folder) => `${folder}/outside.md`],
  ['a link to a file', (folder) => `${folder}/link-to-file`],
  ['a link to itself', (folder) => `${folder}/loop`],
  ['the data folder of the server', (_folder, dataDir) => dataDir],
  ['the folder of all', () => '/'],
  ['what is no folder', () => '/dev/null'],
  ['nothing', () => ''],
]

export const PATHS_GROUP: Group = {
  name: 'path traversal and symlinks',
  cases: [
    ...PATHS.map((path): Case => ({
      fact: `the file ${path}`,
      isInside: true,
      over: ['http'],
      async attack(attacker) {
        const connection = await attacker.raw()
        connection.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${attacker.target.port}\r\nAccept: */*\r\nConnection: close\r\n\r\n`)
        const status = await connection.status()
        return status === '200' ? 'ok' : status
      },
      refused: '404',
    })),
    {
      fact: 'a link in the folder of the dashboard is no file of it',
      isInside: true,
      async see({ target }) {
        const { folder } = insideOf(target)
        const site = join(folder, 'site')
        await mkdir(site)
        await writeFile(join(site, 'index.html'), 'page')
        await writeFile(join(folder, 'secret.txt'), 'secret')
        await symlink(join(folder, 'secret.txt'), join(site, 'leak.txt'))
        await symlink(folder, join(site, 'up'))
        return [...(await loadStaticFiles(site)).keys()]
      },
      sees: ['/index.html'],
    },
    ...REPOSITORIES.map(([fact, path]): Case => ({
      fact: `a repository that is ${fact}`,
      isInside: true,
      over: ['http'],
      async attack(attacker) {
        const { folder, dataDir } = insideOf(attacker.target)
        await plantLinks(folder)
        const input = { key: 'new', repositoryPath: path(folder, dataDir), agent: { driver: 'COMMAND', command: ['true'] } }
        const query = 'mutation ($input: CreateProjectInput!) { createProject(input: $input) { cursor } }'
        return attacker.knock('http', { operation: { query, variables: { input } } })
      },
      refused: 'VALIDATION_FAILED',
      resolves: true,
    })),
    ...['GOAL.md', 'PLAN.md'].map((name): Case => ({
      fact: `a chunk whose ${name} leads out of the tree is not injected, and what it leads to is not told`,
      isInside: true,
      async see({ target }) {
        const { folder, dataDir } = insideOf(target)
        const chunk = join(folder, 'chunks', `with-${name.toLowerCase().replace('.md', '')}`)
        await mkdir(chunk, { recursive: true })
        await plantLinks(folder)
        if (name === 'PLAN.md') await writeFile(join(chunk, 'GOAL.md'), '# A goal\n\nDo it.\n')
        await symlink(join(folder, 'outside.md'), join(chunk, name))
        const before = await target.state()
        const { code, out, err } = await invoke(['inject', chunk, '--project', target.project, '--held'], {
          cwd: folder,
          environment: { SIGNALBOX_DATA_DIR: dataDir },
        })
        return {
          code,
          isTold: `${out}${err}`.includes(OUTSIDE),
          namesIt: err.includes(name),
          isUnchanged: (await target.state()) === before,
        }
      },
      sees: { code: 1, isTold: false, namesIt: true, isUnchanged: true },
    })),
    {
      fact: 'a folder of chunks that is a link is read as what it is',
      isInside: true,
      async see({ target }) {
        const { folder, dataDir } = insideOf(target)
        await mkdir(join(folder, 'real', 'linked'), { recursive: true })
        await writeFile(join(folder, 'real', 'linked', 'GOAL.md'), '# A goal\n\nDo it.\n')
        await symlink(join(folder, 'real'), join(folder, 'alias'))
        const words = ['inject', join(folder, 'alias', 'linked'), '--project', target.project, '--held']
        return (await invoke(words, { cwd: folder, environment: { SIGNALBOX_DATA_DIR: dataDir } })).code
      },
      sees: 0,
    },
  ],
}

const OUTSIDE = 'a text that is nobody else is to read'

async function plantLinks(folder: string): Promise<void> {
  await writeFile(join(folder, 'outside.md'), `# Outside\n\n${OUTSIDE}\n`)
  await link(join(folder, 'outside.md'), join(folder, 'link-to-file'))
  await link(join(folder, 'loop'), join(folder, 'loop'))
}

async function link(to: string, path: string): Promise<void> {
  await symlink(to, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}
