/** What a server was started with is not for its children: not its secrets, and not what would lead git astray. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Attacker } from '../attacker.ts'
import type { Group } from '../case.ts'
import { nastyRun, type Report } from '../nasty-run.ts'
import { insideOf } from '../target.ts'

/** Variables by name, those that a system or node adds to any process left out. */
const names = ({ env }: Report): string[] =>
  Object.keys(env)
    .filter((name) => name !== '__CF_USER_TEXT_ENCODING')
    .toSorted()

const FACTS = ['BASE_BRANCH', 'CHUNK', 'PHASE', 'PROJECT', 'PROMPT_FILE', 'RUN', 'TOKEN', 'URL'].map((name) => `SIGNALBOX_${name}`)
const GIVEN = ['HOME', 'LANG', 'PATH', ...FACTS].toSorted()

/** The values of the server's variables that stand in a text and are no address that a child needs. */
function secretsIn(attacker: Attacker, text: string): string[] {
  const { environment, folder } = insideOf(attacker.target)
  const kept = new Set(['PATH', 'HOME', 'LANG'])
  return Object.entries(environment).flatMap(([name, value]) =>
    !kept.has(name) && value !== '1' && value !== folder && text.includes(value) ? [name] : [],
  )
}

export const ENVIRONMENT: Group = {
  name: 'environment of children',
  cases: [
    {
      fact: 'an agent and a check have the variables that they are promised, and no other',
      isInside: true,
      async see(attacker) {
        const { agent, check } = await nastyRun(attacker)
        return [names(agent), names(check)]
      },
      sees: [GIVEN, GIVEN],
    },
    {
      fact: 'none of them has a value of the server, and a check has no token',
      isInside: true,
      async see(attacker) {
        const { agent, check } = await nastyRun(attacker)
        return { found: secretsIn(attacker, JSON.stringify([agent.env, check.env])), token: check.env['SIGNALBOX_TOKEN'] }
      },
      sees: { found: [], token: '' },
    },
    {
      fact: 'git has no value of the server, and none of its variables that name a repository or a setting',
      isInside: true,
      async see(attacker) {
        const text = await readFile(join(insideOf(attacker.target).folder, 'git-environment'), 'utf8')
        const variables = new Set(
          [...text.matchAll(/^(GIT_(?:DIR|WORK_TREE|CONFIG_COUNT|CONFIG_KEY|CONFIG_VALUE|EXEC_PATH|SSH|PROXY)\w*)=/gm)].map(
            ([, name]) => name,
          ),
        )
        return { wasRun: text !== '', found: secretsIn(attacker, text), variables: [...variables] }
      },
      sees: { wasRun: true, found: [], variables: [] },
    },
    {
      fact: 'an agent has no open file of the server',
      isInside: true,
      async see(attacker) {
        const { agent } = await nastyRun(attacker)
        return agent.files.filter((file) => file.startsWith(insideOf(attacker.target).dataDir))
      },
      sees: [],
    },
  ],
}
