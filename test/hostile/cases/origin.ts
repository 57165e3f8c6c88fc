/** Pages of other origins that knock with the operator's browser. */
import { AT_THE_GATE } from '../answers.ts'
import type { Headers } from '../attacker.ts'
import { type Case, EVERY, type Group } from '../case.ts'
import type { Target } from '../target.ts'

const FOREIGN: ReadonlyArray<[fact: string, origin: (port: number) => string | readonly string[]]> = [
  ['a foreign one', () => 'https://evil.test'],
  ['null', () => 'null'],
  ['an empty one', () => ''],
  ['another port', (port) => `http://127.0.0.1:${port === 65_535 ? 1 : port + 1}`],
  ['no port', () => 'http://127.0.0.1'],
  ['one that begins like ours', (port) => `http://127.0.0.1:${port}.evil.test`],
  ['one that begins like ours, with more digits', (port) => `http://127.0.0.1:${port}0`],
  ['one that ends like ours', (port) => `http://evil-127.0.0.1:${port}`],
  ['one of which ours is a part', (port) => `http://evil.test/?http://127.0.0.1:${port}`],
  ['one with ours as its user', (port) => `http://127.0.0.1:${port}@evil.test`],
  ['ours with a path', (port) => `http://127.0.0.1:${port}/`],
  ['ours in capitals', (port) => `HTTP://127.0.0.1:${port}`],
  ['ours with a trailing dot', (port) => `http://localhost.:${port}`],
  ['a file', () => 'file://'],
  ['an extension of the browser', () => 'chrome-extension://abcdefghijklmnop'],
  ['another scheme of our name', (port) => `ws://127.0.0.1:${port}`],
  ['another loopback address', (port) => `http://127.0.0.2:${port}`],
  ['the rebound name itself', (port) => `http://evil.test:${port}`],
  ['ours and a foreign one', (port) => [`http://127.0.0.1:${port}`, 'https://evil.test']],
  ['two of ours in one line', (port) => `http://127.0.0.1:${port} http://127.0.0.1:${port}`],
]

const cookie = ({ port, tokens }: Target): Headers => ({ Cookie: `signalbox-${port}=${tokens.owner}` })

export const ORIGIN: Group = {
  name: 'Origin',
  cases: [
    ...FOREIGN.flatMap(([fact, origin]): Case[] => [
      {
        fact: `${fact}, with a good token`,
        over: EVERY,
        attack: (attacker, over) => attacker.knock(over, { headers: { Origin: origin(attacker.target.port) } }),
        refused: AT_THE_GATE,
      },
      {
        fact: `${fact}, with a good cookie`,
        over: EVERY,
        attack: (attacker, over) =>
          attacker.knock(over, { token: null, headers: { ...cookie(attacker.target), Origin: origin(attacker.target.port) } }),
        refused: AT_THE_GATE,
      },
    ]),
    {
      fact: 'none, with a good cookie',
      over: EVERY,
      attack: (attacker, over) => attacker.knock(over, { token: null, headers: cookie(attacker.target) }),
      refused: AT_THE_GATE,
    },
    {
      fact: 'none, with a good cookie, a Referer of ours and a browser that says same-origin',
      over: EVERY,
      attack: (attacker, over) => {
        const Referer = `http://127.0.0.1:${attacker.target.port}/`
        return attacker.knock(over, { token: null, headers: { ...cookie(attacker.target), Referer, 'Sec-Fetch-Site': 'same-origin' } })
      },
      refused: AT_THE_GATE,
    },
    {
      fact: 'a foreign page does not sign in, nor out',
      over: ['http'],
      async attack(attacker) {
        const { tokens } = attacker.target
        const headers = { Origin: 'https://evil.test' }
        const signIn = await attacker.http({
          method: 'POST',
          path: '/session',
          headers: { ...headers, Authorization: `Bearer ${tokens.owner}` },
        })
        const signOut = await attacker.http({ method: 'DELETE', path: '/session', headers: { ...headers, ...cookie(attacker.target) } })
        const replies = [signIn, signOut].map(
          ({ status, headers }) => `${status}${headers['set-cookie'] === undefined ? '' : ' with a cookie'}`,
        )
        return replies.join(', ')
      },
      refused: '403, 403',
    },
    {
      fact: 'our own pages are let in, with the cookie',
      async see(attacker) {
        const Origin = `http://127.0.0.1:${attacker.target.port}`
        const headers = { ...cookie(attacker.target), Origin, 'Sec-Fetch-Site': 'same-origin' }
        return Promise.all(EVERY.map((over) => attacker.knock(over, { token: null, headers })))
      },
      sees: ['ok', 'ok', 'ok'],
    },
  ],
}
