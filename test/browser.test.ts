/** What a person sees, in a real browser against a real server: the panel lives, and GraphiQL works without the network. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Program, startProgram } from './cli/program-process.ts'
import { temporaryFolder } from './git/sample-repository.ts'
import { ask, createProject, injectUnits, makeRepository, type Place, quickAgent, startServer } from './system/world.ts'

const CHROMIUM = '/usr/bin/chromium'
const OFFLINE = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let browser: Browser

beforeAll(async () => {
  if (existsSync(CHROMIUM)) browser = await chromium.launch({ executablePath: CHROMIUM, args: OFFLINE })
})

afterAll(async () => browser?.close())

/**
 * A page that has signed in. Whatever it asks of the rest of the world, and whatever its policy refuses, is an error of the test.
 * `expected` is what the browser itself complains of where a server goes away.
 */
async function openPanel({ url, ownerToken }: Place, expected?: RegExp): Promise<Page> {
  const page = await browser.newPage()
  onTestFinished(async () => page.close())
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected?.test(message.text())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) complaints.push(`asked for ${request.url()}`)
  })
  onTestFinished(() => expect(complaints).toEqual([]))
  await page.goto(`${url}/#token=${ownerToken}`)
  await page.getByText('Live').waitFor()
  return page
}

test.skipIf(!existsSync(CHROMIUM))('the panel shows a unit that is injected, and moves it to Done, without a reload', async () => {
  const server = await startServer()
  await createProject(server, { phases: ['IMPLEMENT'] })
  const page = await openPanel(server)
  expect(page.url()).not.toContain(server.ownerToken)

  await injectUnits(server, { chunk: 'login', title: 'People can log in' })
  await page.getByRole('region', { name: /done/i }).getByText('People can log in').waitFor()
})

/** One of the chunks of deliver.graphql asks before it is done. */
const ASKS_ABOUT_EXPORT = `
  if (chunk === 'export' && phase === 'IMPLEMENT' && !process.env.SIGNALBOX_ANSWER) {
    const query = 'mutation { askOperator(input: { question: "In which format?" }) { cursor } }'
    const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' }
    fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) }).then(() => process.exit(75))
  }`

/** Runs one of the operations that are in GraphiQL's editor. */
async function execute(page: Page, name: string, variables: object): Promise<void> {
  await page.getByRole('region', { name: 'Variables' }).getByRole('textbox').focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText(JSON.stringify(variables))
  // The editor may have closed brackets of its own accord, behind those that are there.
  await page.keyboard.press('ControlOrMeta+Shift+End')
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: /execute/i }).click()
  await page.getByRole('menuitem', { name, exact: true }).click()
}

/** Resolves when GraphiQL's answer has this in it, with what stands in the parentheses. */
async function found(page: Page, pattern: RegExp): Promise<string> {
  const answer = page.getByRole('region', { name: /result/i }).filter({ hasText: pattern })
  await answer.waitFor()
  return pattern.exec(await answer.innerText())?.[1] ?? ''
}

test.skipIf(!existsSync(CHROMIUM))('in GraphiQL work is delivered by the operations of deliver.graphql', { timeout: 90_000 }, async () => {
  const server = await startServer()
  await createProject(server, { phases: ['IMPLEMENT'] })
  const operations = await readFile(new URL('../src/operations/deliver.graphql', import.meta.url), 'utf8')
  const open = async (page: Page) => {
    // So wide that its editor breaks no line of an answer.
    await page.setViewportSize({ width: 1_900, height: 800 })
    await page.goto(`${server.url}/graphql?query=${encodeURIComponent(operations)}`)
    return page
  }
  const page = await open(await openPanel(server))
  await execute(page, 'Deliver', { repository: await makeRepository(), agent: quickAgent(ASKS_ABOUT_EXPORT) })
  await execute(page, 'Follow', { after: await found(page, /"cursor":\s"([^"]+)"/) })
  const item = await found(page, /"id":\s"([^"]+)"/)

  const other = await open(await openPanel(server))
  await execute(other, 'Answer', { item, answer: 'Markdown' })
  await found(other, /"(READY)"/)
  await page
    .getByRole('region', { name: /result/i })
    .filter({ hasText: '"manual"' })
    .filter({ hasText: '"DONE"' })
    .waitFor()
  await execute(other, 'Delivered', {})
  await found(other, /(?:"mergedCommit":\s"[0-9a-f]{40}"[^]*){3}/)
})

/** The server as a program, which can be killed. */
async function serve(dataDir: string, port: string): Promise<{ place: Place; program: Program }> {
  const program = startProgram(['serve', '--data-dir', dataDir, '--port', port])
  const url = (await program.line()).replace('signalbox listens on ', '')
  return { place: { url, ownerToken: (await readFile(join(dataDir, 'owner-token'), 'utf8')).trim() }, program }
}

/** An agent that asks and then waits for the answer. */
const ASKING_AGENT = `
  const { SIGNALBOX_URL: url, SIGNALBOX_TOKEN: token } = process.env
  const query = 'mutation { askOperator(input: { question: "Left or right?", options: ["left", "right"] }) { cursor } }'
  const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' }
  fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) }).then(() => process.exit(75))`

test.skipIf(!existsSync(CHROMIUM))(
  'a panel whose server is killed says so, and comes back by itself: with the truth, and with what was being typed',
  // Two starts of a program, and a browser, take their time on a busy machine.
  { timeout: 90_000 },
  async () => {
    const dataDir = join(await temporaryFolder(), 'data')
    const first = await serve(dataDir, '0')
    await createProject(first.place, { phases: ['IMPLEMENT'], command: [process.execPath, '-e', ASKING_AGENT] })
    await injectUnits(
      first.place,
      { chunk: 'login', title: 'People can log in' },
      { chunk: 'old', title: 'A thing of the past', held: true },
    )

    const page = await openPanel(first.place, /ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE/)
    await page.setViewportSize({ width: 900, height: 400 })
    await page.getByRole('region', { name: 'Implement' }).getByText('People can log in').click()
    const answer = page.getByRole('textbox', { name: /answer/i })
    await answer.pressSequentially('Neither, beca')
    await page.getByRole('spinbutton', { name: 'Priority' }).fill('7')
    await page.getByRole('button', { name: 'Delete …' }).click()
    await page.mouse.wheel(0, 120)
    await page.waitForFunction('window.scrollY === 120')
    await page.evaluate('window.isTheSamePage = true')
    const { y: height } = (await answer.boundingBox()) ?? { y: NaN }
    const asItWasLeft = async () => {
      expect(await answer.inputValue()).toBe('Neither, beca')
      expect(await page.getByRole('spinbutton', { name: 'Priority' }).inputValue()).toBe('7')
      expect(await page.getByRole('group', { name: 'Delete login' }).isVisible()).toBe(true)
      expect(await page.getByText(/0 of \d+ agents at work/).count()).toBe(1)
      // The header may have grown by a line, and the browser scrolls along.
      expect(Math.abs(((await answer.boundingBox())?.y ?? NaN) - height)).toBeLessThan(3)
      expect(await page.evaluate('window.isTheSamePage')).toBe(true)
    }

    first.program.process.kill('SIGKILL')
    const badge = page.locator('header').getByRole('status')
    await badge.getByText(/Stale since|Disconnected/).waitFor()
    await badge.getByText('Disconnected').waitFor()
    await asItWasLeft()

    const { place } = await serve(dataDir, new URL(first.place.url).port)
    await ask(place, 'mutation { deleteWorkUnit(input: { project: "demo", chunk: "old" }) { cursor } }')
    await ask(place, 'mutation { holdWorkUnit(input: { project: "demo", chunk: "login" }) { cursor } }')
    await injectUnits(place, { chunk: 'logout', title: 'People can log out', held: true })
    await badge.getByText('Live').waitFor()
    await page.getByRole('button', { name: 'Release' }).waitFor()
    await asItWasLeft()
    await page.getByRole('link', { name: 'Board' }).click()
    await page.getByText('People can log out').waitFor()
    expect(await page.getByText('A thing of the past').count()).toBe(0)
  },
)
