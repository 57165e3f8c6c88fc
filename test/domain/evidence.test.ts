import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pathsOverlap } from '../../src/domain/code-path.ts'
import { actualEvidence, type Declaration, declaredEvidence, verdictOn } from '../../src/domain/evidence.ts'

/** What has a # is a reference. */
function declares(...places: string[]): Declaration {
  return {
    codePaths: places.filter((place) => !place.includes('#')),
    codeReferences: places.filter((place) => place.includes('#')).map((ref) => ({ ref, implements: null })),
  }
}

describe('whether two paths can mean the same file', () => {
  test.each<[a: string, b: string, overlap: boolean]>([
    ['src/a.ts', 'src/a.ts', true],
    ['./src/a.ts', 'src//a.ts', true],
    ['src/a.ts', 'src/b.ts', false],
    ['src/', 'src/a.ts', true],
    ['src', 'src/a.ts', true],
    ['src', 'source/a.ts', false],
    ['src/a.ts', 'src/a.tsx', false],
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/deep/a.ts', false],
    ['src/*', 'src/deep/', true],
    ['src/?.ts', 'src/a.ts', true],
    ['src/?.ts', 'src/ab.ts', false],
    ['src/**', 'src/deep/er/a.ts', true],
    ['src/**/a.ts', 'src/a.ts', true],
    ['src/**/a.ts', 'src/deep/b.ts', false],
    ['**/*.sql', 'src/**', true],
    ['**/*.sql', '**/*.ts', false],
    ['src/a*', 'src/*z', true],
    ['src/a*b', 'src/c*', false],
    ['.', 'anything', true],
  ])('%s and %s: %s', (a, b, overlap) => {
    expect(pathsOverlap(a, b)).toBe(overlap)
    expect(pathsOverlap(b, a)).toBe(overlap)
  })

  test('a path overlaps with every pattern that was made from it', () => {
    const segment = fc.stringMatching(/^[a-c]{1,3}$/)
    const path = fc.array(segment, { minLength: 1, maxLength: 4 })
    const blurs = fc.array(fc.constantFrom('keep', '*', '?', '**'), { minLength: 4, maxLength: 4 })
    fc.assert(
      fc.property(path, blurs, (segments, how) => {
        const pattern = segments.map((text, index) =>
          how[index] === '?' ? '?'.repeat(text.length) : how[index] === 'keep' ? text : how[index],
        )
        expect(pathsOverlap(segments.join('/'), pattern.join('/'))).toBe(true)
      }),
    )
  })
})

describe('declared evidence', () => {
  test.each<{ fact: string; a: string[]; b: string[]; verdict: string; where?: [path: string, symbol: string | null][] }>([
    { fact: 'nothing is known of either', a: [], b: [], verdict: 'INDEPENDENT' },
    { fact: 'nothing is known of one', a: ['src/a.ts'], b: [], verdict: 'INDEPENDENT' },
    { fact: 'different files', a: ['src/a.ts'], b: ['src/b.ts'], verdict: 'INDEPENDENT' },
    { fact: 'the same file', a: ['src/a.ts'], b: ['src/a.ts'], verdict: 'ASK_OPERATOR', where: [['src/a.ts', null]] },
    { fact: 'a folder and a file in it', a: ['src/'], b: ['src/a.ts'], verdict: 'ASK_OPERATOR', where: [['src/a.ts', null]] },
    { fact: 'the same symbol', a: ['a.ts#T'], b: ['a.ts#T'], verdict: 'SERIALIZE', where: [['a.ts', 'T']] },
    { fact: 'a symbol and one within it', a: ['a.ts#T'], b: ['a.ts#T::m'], verdict: 'SERIALIZE', where: [['a.ts', 'T::m']] },
    {
      fact: 'symbols of which one is no part of the other, though its name begins so',
      a: ['a.ts#T'],
      b: ['a.ts#Tx::m'],
      verdict: 'INDEPENDENT',
    },
    { fact: 'different symbols of one file', a: ['a.ts#T'], b: ['a.ts#U'], verdict: 'INDEPENDENT' },
    { fact: 'different symbols of a file that both name as well', a: ['a.ts#T', 'a.ts'], b: ['a.ts#U', 'a.ts'], verdict: 'INDEPENDENT' },
    { fact: 'a symbol, and the whole file', a: ['a.ts#T'], b: ['a.ts'], verdict: 'ASK_OPERATOR', where: [['a.ts', null]] },
    { fact: 'the same symbol name in different files', a: ['a.ts#T'], b: ['b.ts#T'], verdict: 'INDEPENDENT' },
    { fact: 'blank paths say nothing', a: ['', ' '], b: [''], verdict: 'INDEPENDENT' },
    {
      fact: 'one symbol and another file in common',
      a: ['a.ts#T', 'b.ts'],
      b: ['a.ts#T', 'b.ts'],
      verdict: 'SERIALIZE',
      where: [
        ['a.ts', 'T'],
        ['b.ts', null],
      ],
    },
  ])('$fact: $verdict', ({ a, b, verdict, where = [] }) => {
    const evidence = declaredEvidence(declares(...a), declares(...b))
    expect(verdictOn(evidence)).toBe(verdict)
    expect(evidence.map(({ path, symbol }) => [path, symbol])).toEqual(where)
  })

  test('is the same whichever of the two comes first', () => {
    const place = fc.constantFrom('a.ts', 'src/', 'src/*.ts', 'src/a.ts', '**/a.ts', 'a.ts#T', 'a.ts#T::m', 'src/a.ts#U', '*.ts')
    const declaration = fc.array(place, { maxLength: 5 }).map((places) => declares(...places))
    fc.assert(
      fc.property(declaration, declaration, (a, b) => {
        expect(declaredEvidence(a, b)).toEqual(declaredEvidence(b, a))
      }),
    )
  })

  test('a thousand paths of many wildcards are compared in no time that anybody notices', () => {
    const wild = Array.from({ length: 1_000 }, (_, index) => `${'**/*a*/'.repeat(3)}${index}`)
    expect(declaredEvidence(declares(...wild.map((path) => `${path}x`)), declares(...wild.map((path) => `${path}y`)))).toEqual([])
  })
})

test('files in which a merge conflicts serialize', () => {
  const evidence = actualEvidence(['a.ts', 'b.ts'])
  expect(evidence).toMatchObject([
    { stage: 'ACTUAL', path: 'a.ts' },
    { stage: 'ACTUAL', path: 'b.ts' },
  ])
  expect(verdictOn(evidence)).toBe('SERIALIZE')
})
