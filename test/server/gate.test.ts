/** The decision itself; test/hostile holds it against a real server, over every transport. */
import { describe, expect, test } from 'vitest'
import { namesOf, refuse, type Knock } from '../../src/server/gate.ts'

const good: Knock = {
  method: 'POST',
  isUpgrade: false,
  hosts: ['127.0.0.1:7420'],
  origin: undefined,
  fetchSite: undefined,
  fetchMode: undefined,
  fetchDest: undefined,
  tokenFrom: 'header',
}
const ours = 'http://127.0.0.1:7420'

const LET_IN: ReadonlyArray<[fact: string, knock: Partial<Knock>]> = [
  ['a script with its token', {}],
  ['localhost', { hosts: ['localhost:7420'] }],
  ['the name in capitals', { hosts: ['LocalHost:7420'] }],
  ['the loopback address of IPv6', { hosts: ['[::1]:7420'] }],
  ['an allowed name with the port', { hosts: ['box.example:7420'] }],
  ['an allowed name behind a proxy', { hosts: ['box.example'], origin: 'https://box.example' }],
  ['our own page', { tokenFrom: 'cookie', origin: ours, fetchSite: 'same-origin' }],
  [
    'a link to the dashboard on a page of another site',
    { method: 'GET', fetchSite: 'cross-site', fetchMode: 'navigate', fetchDest: 'document' },
  ],
  ['an address that somebody typed', { tokenFrom: 'cookie', method: 'GET', fetchSite: 'none' }],
]

const REFUSED: ReadonlyArray<[fact: string, knock: Partial<Knock>]> = [
  ['no Host', { hosts: [] }],
  ['two Hosts', { hosts: ['127.0.0.1:7420', '127.0.0.1:7420'] }],
  ['a name that was rebound to us', { hosts: ['attacker.example:7420'] }],
  ['another port', { hosts: ['127.0.0.1:7421'] }],
  ['no port', { hosts: ['127.0.0.1'] }],
  ['a trailing dot', { hosts: ['localhost.:7420'] }],
  ['a user in front', { hosts: ['x@127.0.0.1:7420'] }],
  ['another spelling of the loopback address', { hosts: ['127.1:7420'] }],
  ['a foreign Origin', { origin: 'https://attacker.example' }],
  ['the Origin null', { origin: 'null' }],
  ['an Origin that begins like ours', { origin: `${ours}.attacker.example` }],
  ['an Origin on another port', { origin: 'http://127.0.0.1:3000' }],
  ['a foreign Origin on a GET', { method: 'GET', origin: 'https://attacker.example' }],
  ['a foreign Origin on an upgrade', { method: 'GET', isUpgrade: true, origin: 'https://attacker.example' }],
  ['a cookie without Origin', { tokenFrom: 'cookie' }],
  ['a cookie without Origin on an upgrade', { tokenFrom: 'cookie', method: 'GET', isUpgrade: true }],
  ['a page of another site', { fetchSite: 'cross-site' }],
  ['a form of another site', { fetchSite: 'cross-site', fetchMode: 'navigate', fetchDest: 'document' }],
  ['a frame in another site', { method: 'GET', fetchSite: 'cross-site', fetchMode: 'navigate', fetchDest: 'iframe' }],
  ['a script in another site', { method: 'GET', fetchSite: 'cross-site', fetchMode: 'no-cors', fetchDest: 'script' }],
  ['a page of another port, which is the same site', { fetchSite: 'same-site' }],
]

describe('the decision', () => {
  const names = namesOf('127.0.0.1', 7420, ['box.example'])
  test.each(LET_IN)('%s is let in', (_fact, knock) => expect(refuse({ ...good, ...knock }, names)).toBeNull())
  test.each(REFUSED)('%s is refused', (_fact, knock) =>
    expect(refuse({ ...good, ...knock }, names)).toMatchObject({ status: 403, code: 'FORBIDDEN' }),
  )
})
