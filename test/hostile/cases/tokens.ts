/** Tokens that let nobody in. */
import { createHash } from 'node:crypto'
import { UNKNOWN } from '../answers.ts'
import type { Headers, Knock } from '../attacker.ts'
import { type Case, EVERY, type Group } from '../case.ts'
import type { Target } from '../target.ts'

const cookie = ({ port }: Target, token: string): string => `signalbox-${port}=${token}`
const own = ({ port }: Target): Headers => ({ Origin: `http://127.0.0.1:${port}` })

const BAD: ReadonlyArray<[fact: string, knock: (target: Target) => Knock]> = [
  ['no token', () => ({ token: null })],
  ['a wrong token', () => ({ token: 'wrong' })],
  ['an expired token', ({ tokens }) => ({ token: tokens.expired })],
  ['a revoked token', ({ tokens }) => ({ token: tokens.revoked })],
  ['the token of a run that has ended', ({ tokens }) => ({ token: tokens.ended })],
  ['a token that is too long', () => ({ token: 'x'.repeat(8_000) })],
  ['a token without its last character', ({ tokens }) => ({ token: tokens.owner.slice(0, -1) })],
  ['a token with one character more', ({ tokens }) => ({ token: `${tokens.owner}=` })],
  ['a token in capitals', ({ tokens }) => ({ token: tokens.owner.toUpperCase() })],
  ['two tokens in one header', ({ tokens }) => ({ token: `${tokens.owner},${tokens.owner}` })],
  ['a good token behind a bad one', ({ tokens }) => ({ headers: { Authorization: ['Bearer wrong', `Bearer ${tokens.owner}`] } })],
  ['what is stored of a token', ({ tokens }) => ({ token: createHash('sha256').update(tokens.owner).digest('hex') })],
  ['a pattern of a database', () => ({ token: '%' })],
  ['the end of a string and an SQL condition', () => ({ token: "'OR'1'='1" })],
  ['an empty token', () => ({ headers: { Authorization: 'Bearer ' } })],
  ['an empty header', () => ({ headers: { Authorization: '' } })],
  ['a token without its scheme', ({ tokens }) => ({ headers: { Authorization: tokens.owner } })],
  ['another scheme', ({ tokens }) => ({ headers: { Authorization: `Basic ${Buffer.from(`owner:${tokens.owner}`).toString('base64')}` } })],
  [
    'another header',
    ({ tokens }) => ({ token: null, headers: { 'X-Api-Key': tokens.owner, 'Proxy-Authorization': `Bearer ${tokens.owner}` } }),
  ],
  [
    'a bad header beside a good cookie',
    (target) => ({ token: 'wrong', headers: { ...own(target), Cookie: cookie(target, target.tokens.owner) } }),
  ],
  [
    'an expired token in the cookie',
    (target) => ({ token: null, headers: { ...own(target), Cookie: cookie(target, target.tokens.expired) } }),
  ],
  [
    'a revoked token in the cookie',
    (target) => ({ token: null, headers: { ...own(target), Cookie: cookie(target, target.tokens.revoked) } }),
  ],
  [
    'the cookie of another server',
    (target) => ({ token: null, headers: { ...own(target), Cookie: `signalbox-1=${target.tokens.owner}` } }),
  ],
  [
    'a cookie whose name ends like ours',
    (target) => ({ token: null, headers: { ...own(target), Cookie: `x${cookie(target, target.tokens.owner)}` } }),
  ],
  ['an empty cookie', (target) => ({ token: null, headers: { ...own(target), Cookie: cookie(target, '') } })],
  [
    'a good cookie behind a bad one of the same name',
    (target) => ({
      token: null,
      headers: { ...own(target), Cookie: `${cookie(target, 'wrong')}; ${cookie(target, target.tokens.owner)}` },
    }),
  ],
]

/** A token in `connection_init` goes before the header: whoever names one means it. */
const BAD_INIT: ReadonlyArray<[fact: string, token: (target: Target) => unknown]> = [
  ['that is wrong', () => 'wrong'],
  ['that is revoked', ({ tokens }) => tokens.revoked],
  ['that is empty', () => ''],
  ['that is a number', () => 1],
  ['that is null', () => null],
  ['that is true', () => true],
  ['that is an object', () => ({ $ne: '' })],
  ['that is a list with a good one', ({ tokens }) => [tokens.owner]],
  ['that is too long', () => 'x'.repeat(50_000)],
  ['with a NUL behind a good one', ({ tokens }) => `${tokens.owner}\0`],
]

export const TOKENS: Group = {
  name: 'missing, wrong, expired, revoked, oversized token',
  cases: [
    ...BAD.map(([fact, knock]): Case => ({
      fact,
      over: EVERY,
      attack: (attacker, over) => attacker.knock(over, knock(attacker.target)),
      refused: UNKNOWN,
    })),
    ...BAD_INIT.map(([fact, token]): Case => ({
      fact: `a token in connection_init ${fact}, beside a good header`,
      over: ['ws'],
      attack: (attacker) => attacker.knock('ws', { init: { token: token(attacker.target) } }),
      refused: UNKNOWN,
    })),
    {
      fact: 'headers that no server takes in, for a token of 20,000 characters',
      over: EVERY,
      attack: (attacker, over) => attacker.knock(over, { token: 'x'.repeat(20_000) }),
      refused: { http: '431', sse: '431', ws: '431' },
    },
  ],
}
