/** Names and texts that would be more than that to a shell, or to a program that takes them for options. */
import type { Attacker, Operation } from '../attacker.ts'
import { type Case, EVERY, type Group } from '../case.ts'
import { ARGUMENTS, nastyRun } from '../nasty-run.ts'
import { insideOf } from '../target.ts'

const CHUNKS = [
  '-x',
  '--upload-pack=x',
  'a;b',
  '$(x)',
  '`x`',
  "a'b",
  'a"b',
  'a b',
  'a\nb',
  'a\n',
  '../x',
  'a/b',
  'a..b',
  '.git',
  'a.lock',
  'a\\b',
  'A',
  'é',
  '',
  'x'.repeat(81),
]
const KEYS = ['-x', '../x', 'a/b', 'a_b', 'a b', '$(x)', 'a\n', '', 'x'.repeat(41)]
const BRANCHES = [
  '-x',
  '--help',
  'a..b',
  'HEAD',
  '@',
  '@{-1}',
  'refs/heads/main',
  'heads/main',
  'main\n',
  'main:main',
  'main~0',
  'main^{commit}',
  '$(x)',
  '*',
  '',
  'x'.repeat(100_000),
]
const COMMANDS = [[], [''], [' '], ['agent', 'a\0b']]
const VARIABLES = ['', 'A=B', 'A B', '$A', '-A', '1A', 'A\nB', 'SIGNALBOX_TOKEN', 'SIGNALBOX_DATABASE_URL']

const agent = (command: readonly string[] = ['true'], environment: readonly string[] = []): object => ({
  driver: 'COMMAND',
  command,
  environment,
})

function inject(chunk: string): (attacker: Attacker) => Operation {
  return ({ target: { project } }) => ({
    query: 'mutation ($input: InjectWorkUnitsInput!) { injectWorkUnits(input: $input) { cursor } }',
    variables: { input: { project, workUnits: [{ chunk, held: true }] } },
  })
}

function project(settings: object): (attacker: Attacker) => Operation {
  return ({ target }) => ({
    query: 'mutation ($input: CreateProjectInput!) { createProject(input: $input) { cursor } }',
    variables: { input: { key: 'new', repositoryPath: insideOf(target).repository, agent: agent(), ...settings } },
  })
}

const REFUSED: ReadonlyArray<[what: string, values: readonly unknown[], operation: (value: never) => (attacker: Attacker) => Operation]> = [
  ['a chunk', CHUNKS, inject],
  ['the key of a project', KEYS, (key: string) => project({ key })],
  ['a base branch', BRANCHES, (baseBranch: string) => project({ baseBranch })],
  ['a command', COMMANDS, (command: string[]) => project({ agent: agent(command) })],
  ['a check', COMMANDS, (checkCommand: string[]) => project({ checkCommand })],
  ['the name of a variable', VARIABLES, (name: string) => project({ agent: agent(['true'], [name]) })],
]

export const ARGUMENTS_GROUP: Group = {
  name: 'argument lists with quotes, newlines, $(), ;, leading -',
  cases: [
    ...REFUSED.flatMap(([what, values, operation]) =>
      values.map((value, index): Case => ({
        fact: `${what} that is ${JSON.stringify(value).slice(0, 40)}`,
        isInside: true,
        // The resolver is the same for all of them.
        over: index === 0 ? EVERY : ['http'],
        attack: (attacker, over) => attacker.knock(over, { operation: operation(value as never)(attacker) }),
        refused: 'VALIDATION_FAILED',
        resolves: true,
      })),
    ),
    {
      fact: 'an agent and a check are given their arguments as they are',
      isInside: true,
      async see(attacker) {
        const { agent: byAgent, check } = await nastyRun(attacker)
        return [byAgent, check].map(({ argv }) => argv)
      },
      sees: [ARGUMENTS, ARGUMENTS],
    },
    {
      fact: 'a repository, a branch, a title, an identity and files with such names come through to the merge as they are',
      isInside: true,
      async see(attacker) {
        const { end, commit, expected } = await nastyRun(attacker)
        return { end, isSame: JSON.stringify(commit) === JSON.stringify(expected) ? true : { commit, expected } }
      },
      sees: { end: 'DONE', isSame: true },
    },
    {
      fact: 'no shell has read them, and no hook of the repository was run',
      isInside: true,
      see: async (attacker) => (await nastyRun(attacker)).traces,
      sees: [],
    },
  ],
}
