/** Texts that are more than text to a browser, wherever the dashboard shows one. It shows them, and runs nothing of them. */
import { setTimeout as wait } from 'node:timers/promises'
import { HAS_BROWSER, withBrowser } from '../../support/browser.ts'
import type { Attacker } from '../attacker.ts'
import { type Group } from '../case.ts'
import { insideOf } from '../target.ts'

const PWN = 'window.pwned=1'

const MARKUP: readonly string[] = [
  `<script>${PWN}</script>`,
  `<img src=x onerror="${PWN}">`,
  `"><svg onload=${PWN}>`,
  `<a href="javascript:${PWN}">click</a>`,
  `javascript:${PWN}`,
  `</title></textarea></pre></style><script>${PWN}</script>`,
  `<iframe srcdoc="<script>parent.${PWN}</script>"></iframe>`,
  `{{constructor.constructor('${PWN}')()}}`,
  `\u001b[31mred\u001b[0m \u001b]8;;javascript:${PWN}\u0007link\u001b]8;;\u0007`,
  '\u202egnp.exe\u202c \u2066\u200f',
]
/** The others have characters in them that are not shown. */
const SHOWN = MARKUP.slice(0, 8)
const SHOWN_WITHIN_MS = 15_000
const ALL = MARKUP.join(' | ')

/** Says hostile things on its output, asks a hostile question or fails with hostile last words, as its chunk is called. */
const AGENT = `
const { SIGNALBOX_CHUNK: chunk, SIGNALBOX_URL: url, SIGNALBOX_TOKEN: token } = process.env
const markup = ${JSON.stringify(MARKUP)}
for (const text of markup) { console.log(text); console.error(text) }
const query = 'mutation ($input: AskOperatorInput!) { askOperator(input: $input) { cursor } }'
const variables = { input: { question: markup.join(' | '), options: markup } }
const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' }
if (chunk === 'fails') process.exitCode = 1
else fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) }).then(({ ok }) => process.exit(ok ? 75 : 1))`

/** A project whose every text is hostile: titles, goals, a question with options, output, last words, reasons. */
async function stage(attacker: Attacker): Promise<void> {
  const { repository } = insideOf(attacker.target)
  const ask = async (query: string, input: object): Promise<void> => {
    const answer = await attacker.knock('http', { operation: { query, variables: { input } } })
    if (answer !== 'ok') throw new Error(`${query} was answered with ${answer}.`)
  }
  const agent = { driver: 'COMMAND', command: [process.execPath, '-e', AGENT] }
  const socket = await attacker.letIn()
  await ask('mutation ($input: CreateProjectInput!) { createProject(input: $input) { cursor } }', {
    key: 'markup',
    repositoryPath: repository,
    phases: ['IMPLEMENT'],
    agent,
  })
  socket.send({
    id: 'changes',
    type: 'subscribe',
    payload: { query: 'subscription { workUnitUpdated(project: "markup") { chunk workUnit { status } } }' },
  })
  await socket.run({ query: '{ __typename }' })
  const units = ['asks', 'fails', 'done'].map((chunk) => ({
    chunk,
    title: `${chunk} ${ALL}`,
    goal: `# ${ALL}\n\n${ALL}`,
    held: chunk === 'done',
  }))
  await ask('mutation ($input: InjectWorkUnitsInput!) { injectWorkUnits(input: $input) { cursor } }', {
    project: 'markup',
    workUnits: units,
  })
  await ask('mutation ($input: CompleteWorkUnitInput!) { completeWorkUnit(input: $input) { cursor } }', {
    project: 'markup',
    chunk: 'done',
    reason: ALL,
  })
  for (const waiting = new Set(['asks', 'fails']); waiting.size > 0;) {
    const text = JSON.stringify(await socket.next())
    if (/"end":/.test(text)) throw new Error(text)
    if (text.includes('NEEDS_ATTENTION')) waiting.delete(/"chunk":"(\w+)"/.exec(text)?.[1] ?? '')
  }
}

/** What a page must not have become. Runs in the browser. */
const FOREIGN = `[...document.querySelectorAll('script:not([src]), iframe, svg[onload], img[src="x"], a[href^="javascript:"], [onerror]')].map((found) => found.outerHTML)`

interface Seen {
  readonly complaints: readonly string[]
  readonly pages: Readonly<Record<string, object>>
  readonly inlineCodeRuns: boolean
}

async function look(attacker: Attacker): Promise<Seen> {
  await stage(attacker)
  const { port, tokens } = attacker.target
  const url = `http://127.0.0.1:${port}`
  return withBrowser(async (browser) => {
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => complaints.push(`dialog: ${dialog.message()}`)))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => request.url().startsWith(url) || complaints.push(`asked for ${request.url()}`))
    await page.goto(`${url}/#token=${tokens.owner}`)
    await page.getByText('Live').waitFor()
    const pages: Record<string, object> = {}
    for (const [name, address] of PAGES) {
      await page.goto(`${url}/#/markup${address}`)
      const missing = `${JSON.stringify(SHOWN)}.filter((markup) => !document.body.textContent.includes(markup))`
      const deadline = performance.now() + SHOWN_WITHIN_MS
      // Not by a look from inside of the page: it would be code that the policy forbids.
      while ((await page.evaluate<string[]>(missing)).length > 0 && performance.now() < deadline) await wait(20)
      pages[name] = {
        missing: await page.evaluate(missing),
        foreign: await page.evaluate(FOREIGN),
        hasRun: await page.evaluate('"pwned" in window'),
      }
    }
    const ownComplaints = [...complaints]
    // The last line of defence: a page into which something got all the same would not run it.
    await page.evaluate(`document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.inline = 1' }))`)
    await page.evaluate(`document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="window.inline = 1">')`)
    while (!(await page.evaluate<boolean>(`document.querySelector('img[src="data:,"]').complete`))) await wait(20)
    return { complaints: ownComplaints, pages, inlineCodeRuns: (await page.evaluate('"inline" in window')) === true }
  })
}

/** Where texts are shown. */
const PAGES: ReadonlyArray<[name: string, address: string]> = [
  ['the board', ''],
  ['a unit that asks', '/units/asks'],
  ['a unit that has failed', '/units/fails'],
  ['a unit that somebody has completed', '/units/done'],
]

const CLEAN = { missing: [], foreign: [], hasRun: false }

export const MARKUP_GROUP: Group = {
  name: 'markup in every text shown in the dashboard, under a strict policy without inline code',
  cases: HAS_BROWSER
    ? [
        {
          fact: 'titles, questions, options, output, last words and reasons are shown as they are, nothing of them runs, and nothing inline would',
          isInside: true,
          see: look,
          sees: { complaints: [], pages: Object.fromEntries(PAGES.map(([name]) => [name, CLEAN])), inlineCodeRuns: false },
        },
      ]
    : [],
}
