import { describe, expect, it } from 'vitest'
import type { Phase } from '../../src/domain/phase.ts'
import {
  validChunk,
  validCommand,
  validEnvironmentNames,
  validGoal,
  validLine,
  validMaxAgents,
  validPercent,
  validPhases,
  validPriority,
  validProjectKey,
  validSentence,
  validTokenName,
} from '../../src/domain/validate.ts'

const KIB = 1024
const FIELD = 'workUnits[3].it'

const GOOD: readonly [string, () => unknown, unknown][] = [
  ['chunk: one character', () => validChunk('a'), 'a'],
  ['chunk: a digit first', () => validChunk('0_-z'), '0_-z'],
  ['chunk: 80 characters', () => validChunk('x'.repeat(80)), 'x'.repeat(80)],
  ['key: 40 characters', () => validProjectKey('a'.repeat(40)), 'a'.repeat(40)],
  ['token: as an address', () => validTokenName('ada.l_2@example.org'), 'ada.l_2@example.org'],
  ['token: 80 characters', () => validTokenName('a'.repeat(80)), 'a'.repeat(80)],
  ['token: more than a word of signalbox', () => validTokenName('ownership'), 'ownership'],
  ['priority: the lowest', () => validPriority(-1000), -1000],
  ['priority: the highest', () => validPriority(1000), 1000],
  ['maxAgents: one', () => validMaxAgents(1), 1],
  ['maxAgents: a thousand', () => validMaxAgents(1000), 1000],
  ['goal: empty', () => validGoal(''), ''],
  ['goal: 256 KiB', () => validGoal('x'.repeat(256 * KIB)).length, 256 * KIB],
  ['goal: 256 KiB in characters of four bytes', () => validGoal('🚂'.repeat(64 * KIB)).length, 128 * KIB],
  ['sentence: 30,000 characters', () => validSentence('x'.repeat(30_000), FIELD).length, 30_000],
  ['line: 500 characters', () => validLine('x'.repeat(500), FIELD).length, 500],
  ['line: without the line break at its end', () => validLine(' One line.\n', FIELD), 'One line.'],
  ['percent: none of it', () => validPercent(0), 0],
  ['percent: all of it', () => validPercent(100), 100],
  ['command: a program', () => validCommand(['agent', '', '-x'], FIELD), ['agent', '', '-x']],
  ['environment: names', () => validEnvironmentNames(['_a', 'PATH2'], FIELD), ['_a', 'PATH2']],
  ['phases: in the order of the phases', () => validPhases(['REVIEW', 'IMPLEMENT', 'GOAL']), ['GOAL', 'IMPLEMENT', 'REVIEW']],
  ['phases: each once', () => validPhases(['IMPLEMENT', 'IMPLEMENT']), ['IMPLEMENT']],
]

const BAD: readonly [string, () => unknown, string][] = [
  ...['', 'a'.repeat(81), 'Ada', '.ada', '@ada', 'ada lovelace', 'agent of one', 'run 1', 'ada\n', 'аda', '../ada', '--ada'].map(
    (name): [string, () => unknown, string] => [`token: ${JSON.stringify(name)}`, () => validTokenName(name, FIELD), 'lower-case letters'],
  ),
  ...[
    'owner',
    'owner@host-123456',
    'owner.',
    'scheduler',
    'scheduler_',
    'agent',
    'agent.of.one',
    'run-1',
    'server',
    'signalbox',
    'system',
  ].map((name): [string, () => unknown, string] => [
    `token: ${name}`,
    () => validTokenName(name, FIELD),
    'does not begin with one of the words',
  ]),
  ['chunk: empty', () => validChunk('', FIELD), 'found ""'],
  ['chunk: 81 characters', () => validChunk('x'.repeat(81), FIELD), '80'],
  ['chunk: a capital', () => validChunk('Chunk', FIELD), 'found "Chunk"'],
  ['chunk: a dash first', () => validChunk('-a', FIELD), 'found "-a"'],
  ['chunk: a path', () => validChunk('../a', FIELD), 'found "../a"'],
  ['chunk: a newline at the end', () => validChunk('a\n', FIELD), 'found "a\\n"'],
  ['key: an underscore', () => validProjectKey('a_b', FIELD), 'found "a_b"'],
  ['key: 41 characters', () => validProjectKey('a'.repeat(41), FIELD), '40'],
  ['priority: −1001', () => validPriority(-1001, FIELD), 'found -1001'],
  ['priority: 1001', () => validPriority(1001, FIELD), 'found 1001'],
  ['priority: a half', () => validPriority(0.5, FIELD), 'found 0.5'],
  ['priority: not a number', () => validPriority(Number.NaN, FIELD), 'a whole number'],
  ['maxAgents: none', () => validMaxAgents(0, FIELD), 'found 0'],
  ['maxAgents: 1001', () => validMaxAgents(1001, FIELD), 'found 1001'],
  ['goal: one byte over 256 KiB', () => validGoal('x'.repeat(256 * KIB + 1), FIELD), '257 KiB'],
  ['goal: 300 KiB', () => validGoal('x'.repeat(300 * KIB), FIELD), '300 KiB'],
  ['goal: one byte over in characters of two bytes', () => validGoal(`${'é'.repeat(128 * KIB)}x`, FIELD), '257 KiB'],
  ['goal: a NUL', () => validGoal('a\0b', FIELD), 'NUL'],
  ['sentence: blank', () => validSentence(' \n\t', FIELD), 'not blank'],
  ['sentence: one character over', () => validSentence('x'.repeat(30_001), FIELD), 'found 30001'],
  ['sentence: a NUL', () => validSentence('a\0', FIELD), 'NUL'],
  ['line: blank', () => validLine(' \n', FIELD), 'not blank'],
  ['line: one character over', () => validLine('x'.repeat(501), FIELD), 'found 501'],
  ['line: two lines', () => validLine('a\nb', FIELD), 'one line'],
  ['line: a line separator', () => validLine('a\u2028b', FIELD), 'one line'],
  ['percent: −1', () => validPercent(-1, FIELD), 'found -1'],
  ['percent: 101', () => validPercent(101, FIELD), 'found 101'],
  ['percent: a half', () => validPercent(0.5, FIELD), 'found 0.5'],
  ['command: nothing', () => validCommand([], FIELD), 'a program'],
  ['command: a blank program', () => validCommand([' ', 'a'], FIELD), 'a program'],
  ['phases: without IMPLEMENT', () => validPhases(['GOAL'] satisfies Phase[], FIELD), 'IMPLEMENT'],
]

describe('accepted', () => {
  it.each(GOOD)('%s', (_, check, expected) => {
    expect(check()).toEqual(expected)
  })
})

describe('refused, with the field and what was found', () => {
  it.each(BAD)('%s', (_, check, words) => {
    expect(check).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED', field: FIELD, message: expect.stringContaining(words) }))
  })

  it.each([
    ['an argument with a NUL', () => validCommand(['agent', 'a\0'], FIELD), `${FIELD}[1]`],
    ['a name that is no variable', () => validEnvironmentNames(['A', 'B=1'], FIELD), `${FIELD}[1]`],
    ['a name that signalbox sets itself', () => validEnvironmentNames(['SIGNALBOX_TOKEN'], FIELD), `${FIELD}[0]`],
  ])('%s, with its place in the list', (_, check, field) => {
    expect(check).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED', field }))
  })

  it('what was found is cut where it is long', () => {
    expect(() => validChunk('X'.repeat(10_000))).toThrow(expect.objectContaining({ message: expect.stringMatching(/^.{1,250}$/) }))
  })
})
