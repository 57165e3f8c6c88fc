import { expect, test } from 'vitest'
import { preferredCoding } from '../../src/server/accept-encoding.ts'

const CASES: readonly [header: string | undefined, coding: 'br' | 'gzip' | null][] = [
  [undefined, null],
  ['', null],
  ['gzip', 'gzip'],
  ['br', 'br'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['deflate, zstd', null],
  ['GZIP', 'gzip'],
  ['x-gzip', 'gzip'],
  ['*', 'br'],
  ['br;q=0.5, gzip', 'gzip'],
  ['br;q=0.5,gzip;q=0.5', 'br'],
  ['br ; q=0.2 , gzip ; Q=0.8', 'gzip'],
  ['br;q=0, *', 'gzip'],
  ['br;q=0, gzip;q=0.000', null],
  ['*;q=0', null],
  ['*;q=0, gzip', 'gzip'],
  ['identity', null],
  ['identity, br;q=0.5', null],
  ['identity;q=0.5, br;q=0.5', 'br'],
  ['identity;q=0, br;q=0.1', 'br'],
  ['identity;q=0', null],
  ['br;q=2', null],
  ['br;q=-1, gzip', 'gzip'],
  ['br;q=1.001', null],
  ['br;q=0.1234', null],
  ['br;q=', null],
  ['br;level=9', null],
  ['brotli, gzipped', null],
  ['br gzip', null],
  [',,gzip,,', 'gzip'],
  ['__proto__, constructor;q=1', null],
]

test.each(CASES)('%s', (header, coding) => {
  expect(preferredCoding(header, ['br', 'gzip'])).toBe(coding)
})
