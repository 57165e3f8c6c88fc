/** Where a token may stand: in a header, in a cookie, in `connection_init`, in the file of the owner. Nowhere else. */
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { openBrowser } from '../../../src/cli/browser.ts'
import { nextText } from '../adapters/next-text.ts'
import { UNKNOWN } from '../answers.ts'
import type { Attacker } from '../attacker.ts'
import { type Case, EVERY, type Group } from '../case.ts'
import { insideOf } from '../target.ts'

const NAMES = ['token', 'access_token', 'authorization', 'key']

/** Every file in a folder, as a text; by its path in it. */
async function textsIn(folder: string): Promise<[path: string, text: string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(paths.map(async (path): Promise<[string, string]> => [path.slice(folder.length + 1), await readFile(path, 'latin1')]))
}

/** The arguments of every process of this machine; none where the system does not show them so. */
async function argumentsOfAll(): Promise<string[]> {
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  return Promise.all(processes.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')))
}

async function page(attacker: Attacker, path: string): Promise<string> {
  const { status } = await attacker.http({ path, headers: { Accept: 'application/json' } })
  return status === 200 ? 'ok' : String(status)
}

export const TOKEN_SECRECY: Group = {
  name: 'token never in a URL, log, error or process list',
  cases: [
    ...NAMES.map((name): Case => ({
      fact: `a token in the address, as ${name}`,
      over: EVERY,
      attack: (attacker, over) => attacker.knock(over, { token: null, path: `/graphql?${name}=${attacker.target.tokens.owner}` }),
      refused: UNKNOWN,
    })),
    {
      fact: 'a token as a path is not told again, nor logged',
      isInside: true,
      over: ['http'],
      attack: (attacker) => page(attacker, `/token=${attacker.target.tokens.owner}`),
      refused: '404',
    },
    {
      fact: 'a token in an upgrade at a wrong path is not logged',
      isInside: true,
      over: ['ws'],
      attack: (attacker) => attacker.knock('ws', { path: `/graphql/${attacker.target.tokens.owner}` }),
      refused: '404',
    },
    {
      fact: 'a token in an operation that is not understood is not told again, nor logged',
      isInside: true,
      over: EVERY,
      attack: async (attacker, over) => {
        const answer = await attacker.knock(over, { operation: { query: `{ ${attacker.target.tokens.viewer.replaceAll('-', '_')} }` } })
        attacker.forget()
        return answer
      },
      refused: 'VALIDATION_FAILED',
    },
    {
      fact: 'a token in a message that is no JSON is not told again, nor logged',
      isInside: true,
      over: ['ws'],
      async attack(attacker) {
        const socket = attacker.socket({})
        await socket.opened()
        socket.send(`{"type":"connection_init","payload":{"token":"${attacker.target.tokens.owner}"`)
        return socket.end()
      },
      refused: 'closed 4400',
    },
    {
      fact: 'a token in a header that is malformed is not told again, nor logged',
      isInside: true,
      over: ['http'],
      async attack(attacker) {
        const connection = await attacker.raw()
        connection.write(`POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${attacker.target.tokens.owner}\0\r\n\r\n`)
        return connection.status()
      },
      refused: '400',
    },
    {
      fact: 'no token is an argument of a process, while agents run',
      isInside: true,
      see: async (attacker) => attacker.secretsIn((await argumentsOfAll()).join('\n')),
      sees: [],
    },
    {
      fact: 'a browser that is opened has no token among its arguments, and finds it all the same',
      isInside: true,
      async see({ target }) {
        const { folder } = insideOf(target)
        const bin = join(folder, 'browser')
        await mkdir(bin)
        for (const name of ['xdg-open', 'open']) {
          await writeFile(
            join(bin, name),
            `#!/bin/sh\nprintf %s "$*" > '${bin}/arguments.new'\nmv '${bin}/arguments.new' '${bin}/arguments'\n`,
          )
          await chmod(join(bin, name), 0o755)
        }
        const given = nextText(bin, 'arguments')
        const cli = {
          input: Readable.from([]),
          out: new PassThrough(),
          err: new PassThrough(),
          cwd: folder,
          environment: { PATH: `${bin}:${process.env['PATH'] ?? ''}` },
        }
        const close = await openBrowser(`http://127.0.0.1:${target.port}/#token=${target.tokens.owner}`, bin, cli)
        const address = await given
        const found = (await textsIn(bin)).filter(([, text]) => text.includes(target.tokens.owner)).length
        await close()
        const left = (await textsIn(bin)).filter(([, text]) => text.includes(target.tokens.owner)).length
        return { isTold: address.includes(target.tokens.owner), found, left }
      },
      sees: { isTold: false, found: 1, left: 0 },
    },
    {
      fact: 'no token stands in a file of the server but that of the owner: not in its log, not in its database',
      isInside: true,
      async see(attacker) {
        const texts = await textsIn(insideOf(attacker.target).dataDir)
        const tokens = Object.values(attacker.target.tokens)
        return texts.filter(([, text]) => tokens.some((token) => text.includes(token))).map(([path]) => path)
      },
      sees: ['owner-token'],
    },
  ],
}
