/** Where webhooks may be sent to: the hosts that were named, and no other form of address. */
import { expect, test } from 'vitest'
import { parseAllowedWebhook, validWebhookUrl } from '../../src/domain/webhook-address.ts'

test.each([
  ['hooks.example.com', ['hooks.example.com:80', 'hooks.example.com:443']],
  ['hooks.example.com:8443', ['hooks.example.com:8443']],
  ['Hooks.Example.COM:443', ['hooks.example.com:443']],
  ['bücher.example:81', ['xn--bcher-kva.example:81']],
  ['127.1:9000', ['127.0.0.1:9000']],
  ['[0:0::1]:9000', ['[::1]:9000']],
  ['[::1]', ['[::1]:80', '[::1]:443']],
  ['localhost:65535', ['localhost:65535']],
])('an operator allows %s', (entry, authorities) => {
  expect(parseAllowedWebhook(entry)).toEqual(authorities)
})

test.each([
  ...['', ' ', '*', '*.example.com', 'https://hooks.example.com', 'hooks.example.com/', 'hooks.example.com/path', 'me@hooks.example.com'],
  ...[
    'host:0',
    'host:65536',
    'host:http',
    'host:',
    ':80',
    'a b',
    '::1',
    '[::1',
    '[*]',
    'host?x',
    'host#x',
    'host\\x',
    'a%2eb',
    '256.256.256.256',
  ],
])('%j is no host', (entry) => {
  expect(parseAllowedWebhook(entry)).toBeNull()
})

const ALLOWED = ['hooks.example.com:80', 'hooks.example.com:443', 'other.example:8443', '127.0.0.1:9000', '[::1]:9000']

test.each([
  ['https://hooks.example.com', 'https://hooks.example.com/'],
  ['HTTPS://Hooks.Example.Com:443/a/../b?room=1&room=2', 'https://hooks.example.com/b?room=1&room=2'],
  ['http://hooks.example.com/x', 'http://hooks.example.com/x'],
  ['https://other.example:8443/', 'https://other.example:8443/'],
  ['http://2130706433:9000/', 'http://127.0.0.1:9000/'],
  ['http://[::1]:9000/', 'http://[::1]:9000/'],
])('%s may be used', (url, href) => {
  expect(validWebhookUrl(url, ALLOWED)).toBe(href)
})

const FORM = 'url must be an address as https://hooks.example.com/signalbox; found'
const HOST = 'url must lead to a host that webhooks may be sent to; found'

test.each([
  ['', `${FORM} no http or https address.`],
  ['hooks.example.com', FORM],
  ['//hooks.example.com/', FORM],
  ['https:hooks.example.com', FORM],
  ['ftp://hooks.example.com/', FORM],
  ['file:///etc/passwd', FORM],
  ['javascript://hooks.example.com/', FORM],
  ['https://', FORM],
  ['https://[::1', FORM],
  ['https://hooks.example.com:99999/', FORM],
  ['https://me:secret@hooks.example.com/', `${FORM} a user or a password in it.`],
  ['https://me@hooks.example.com/', `${FORM} a user or a password in it.`],
  ['https://hooks.example.com/#top', `${FORM} a fragment in it, which is never sent.`],
  ['https://hooks.example.com/#', `${FORM} a fragment in it, which is never sent.`],
  [' https://hooks.example.com/', `${FORM} blanks, control characters or backslashes in it.`],
  ['https://hooks.example.com/\n', `${FORM} blanks, control characters or backslashes in it.`],
  ['https://hooks.ex\tample.com/', `${FORM} blanks, control characters or backslashes in it.`],
  ['https:\\\\hooks.example.com\\', `${FORM} blanks, control characters or backslashes in it.`],
  [`https://hooks.example.com/${'x'.repeat(2_000)}`, `${FORM} 2026 characters, where 2000 are the most.`],
  [
    'https://elsewhere.example/',
    `${HOST} elsewhere.example:443. Whoever runs the server allows it with 'signalbox serve --allow-webhook elsewhere.example:443'.`,
  ],
  ['https://hooks.example.com:8443/', `${HOST} hooks.example.com:8443.`],
  ['https://other.example/', `${HOST} other.example:443.`],
  ['https://a.hooks.example.com/', HOST],
  ['https://hooks.example.com.evil.example/', HOST],
  ['https://hooks.example.com./', HOST],
  ['http://127.0.0.1/', `${HOST} 127.0.0.1:80.`],
  ['http://127.0.0.2:9000/', HOST],
  ['http://169.254.169.254/latest/meta-data/', HOST],
  ['http://[::ffff:127.0.0.1]:9000/', HOST],
  ['http://localhost:9000/', HOST],
])('%j is refused', (url, words) => {
  const refuse = (): unknown => validWebhookUrl(url, ALLOWED)
  expect(refuse).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED', field: 'url', message: expect.stringContaining(words) }))
  expect(refuse).not.toThrow('secret')
})

test('nothing is allowed by default', () => {
  expect(() => validWebhookUrl('https://hooks.example.com/', [])).toThrow(HOST)
})
