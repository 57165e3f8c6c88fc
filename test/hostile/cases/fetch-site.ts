/** What a browser itself says about the page that a request comes from. */
import { AT_THE_GATE } from '../answers.ts'
import { type Case, EVERY, type Group } from '../case.ts'

const FOREIGN: ReadonlyArray<[fact: string, site: string | readonly string[]]> = [
  ['a page of another site', 'cross-site'],
  ['a page on another port of this machine', 'same-site'],
  ['a word that no browser says', 'same'],
  ['our own page, in capitals', 'SAME-ORIGIN'],
  ['an empty word', ''],
  ['our own page and another one', ['same-origin', 'cross-site']],
]

export const FETCH_SITE: Group = {
  name: 'Sec-Fetch-Site',
  cases: [
    ...FOREIGN.map(([fact, site]): Case => ({
      fact,
      over: EVERY,
      attack: (attacker, over) => attacker.knock(over, { headers: { 'Sec-Fetch-Site': site } }),
      refused: AT_THE_GATE,
    })),
    {
      fact: 'a page of another site that looks at a page of ours',
      over: ['http'],
      async attack(attacker) {
        const { status } = await attacker.http({ path: '/', headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'iframe' } })
        return status === 200 ? 'ok' : String(status)
      },
      refused: '403',
    },
  ],
}
