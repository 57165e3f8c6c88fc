/** Whether a page of another origin is given leave to read or to send anything: never, and to nobody. */
import type { Attacker, Headers } from '../attacker.ts'
import { type Case, type Group } from '../case.ts'

const ORIGINS: ReadonlyArray<[whose: string, origin: (port: number) => string, refused: string]> = [
  ['a foreign page', () => 'https://evil.test', '403'],
  ['a page without an origin', () => 'null', '403'],
  ['a page on another port', () => 'http://127.0.0.1:1', '403'],
  ['our own page', (port) => `http://127.0.0.1:${port}`, '405'],
]

/** The status, and whether any leave is given. */
async function ask(attacker: Attacker, method: string, path: string, headers: Headers): Promise<string> {
  const reply = await attacker.http({ method, path, headers })
  const leave = Object.keys(reply.headers).some((name) => name.startsWith('access-control-'))
  return leave ? 'ok' : String(reply.status)
}

export const PREFLIGHT: Group = {
  name: 'CORS preflight',
  cases: [
    ...ORIGINS.flatMap(([whose, origin, refused]) =>
      ['/graphql', '/session', '/'].flatMap((path) =>
        ['POST', 'DELETE'].map((method): Case => ({
          fact: `${whose} asks for leave to ${method} to ${path}`,
          over: ['http'],
          attack: (attacker) =>
            ask(attacker, 'OPTIONS', path, {
              Origin: origin(attacker.target.port),
              'Access-Control-Request-Method': method,
              'Access-Control-Request-Headers': 'authorization, content-type',
              'Access-Control-Request-Private-Network': 'true',
            }),
          refused,
        })),
      ),
    ),
    {
      fact: 'an answer to our own page gives leave to nobody else',
      async see(attacker) {
        const headers = {
          Origin: `http://127.0.0.1:${attacker.target.port}`,
          Authorization: `Bearer ${attacker.target.tokens.owner}`,
          'Content-Type': 'application/json',
        }
        const reply = await attacker.http({ method: 'POST', path: '/graphql', headers, body: '{"query":"{__typename}"}' })
        return { status: reply.status, leave: Object.keys(reply.headers).filter((name) => name.startsWith('access-control-')) }
      },
      sees: { status: 200, leave: [] },
    },
  ],
}
