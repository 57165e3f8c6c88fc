/** One unit's page: what is done to it is explained before and after, what its agent says is read in comfort, and no cut takes anything away. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { temporaryFolder } from '../git/sample-repository.ts'
import { ask, createProject, injectUnits, startServer } from '../system/world.ts'
import { badge, becomesLive, browserTest, expectAccessible, go, openPanel, SERVER_GONE, useBrowser } from './panel.ts'
import { serve, startStage, untilStatus } from './stage.ts'

useBrowser()

const TABS = ['Output', 'Changes', 'Goal', 'Runs', 'History']

async function expectTabsAccessible(page: Page): Promise<void> {
  for (const name of TABS) {
    await page.getByRole('tab', { name }).click()
    await page.getByRole('tabpanel', { name }).waitFor()
    await page.getByText(/^Reading …$/).waitFor({ state: 'detached' })
    await expectAccessible(page)
  }
}

browserTest(
  'a verb says what it resets, is refused in place when somebody was faster, and is done by keyboard alone',
  { timeout: 120_000 },
  async () => {
    const stage = await startStage()
    await injectUnits(stage, {
      chunk: 'judged',
      title: 'It is judged',
      goal: '# It is judged\n\n<b>Not</b> HTML.\n',
      phase: 'REVIEW',
      held: true,
    })
    const page = await openPanel(stage, { path: '/demo/units/judged', colorScheme: 'light' })
    await page.getByText('Ready in Review').waitFor()
    await expectTabsAccessible(page)
    await page.emulateMedia({ colorScheme: 'dark' })
    await expectTabsAccessible(page)

    await page.keyboard.press('b')
    const rewind = page.getByRole('alertdialog', { name: 'Rewind: It is judged' })
    await rewind.getByText(/session, attempts, .*; feedback, review rounds/).waitFor()
    await rewind.getByText(/branch and worktree with all that is in them/).waitFor()
    await expectAccessible(page)
    await ask(stage, 'mutation { prioritizeWorkUnit(input: { project: "demo", chunk: "judged", priority: 9 }) { cursor } }')
    await rewind.getByText('It has changed since you began to decide.').waitFor()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await rewind
      .getByRole('alert')
      .getByText(/revision/)
      .waitFor()
    await rewind.getByRole('button', { name: 'Decide on how it is now' }).press('Enter')
    await rewind.getByRole('button', { name: 'Rewind' }).press('Enter')
    await page.getByText('Ready in Implement').waitFor()
    await rewind.waitFor({ state: 'detached' })
    await page.getByRole('tab', { name: 'History' }).click()
    await page.getByRole('row').filter({ hasText: 'Review → Implement' }).filter({ hasText: 'owner' }).waitFor()

    await page.getByRole('tab', { name: 'History' }).focus()
    await page.keyboard.press('c')
    await page.getByRole('alertdialog', { name: 'Complete: It is judged' }).waitFor()
    await page.keyboard.type('Another did it.')
    await page.keyboard.press('Enter')
    await page.getByRole('row').filter({ hasText: 'Ready → Done' }).filter({ hasText: 'Another did it.' }).waitFor()
    await page.getByRole('button', { name: 'Actions' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Rewind' }).getByText('Not while it is done.').waitFor()
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: 'Actions' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Delete' }).press('Enter')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).press('Enter')
    await page.getByText('It is deleted.').waitFor()
    await go(page, '/demo/units/nobody')
    await page.getByText('There is no nobody').waitFor()
  },
)

/** Says five thousand lines, then three more for every file `go-1`, `go-2` … that appears, and fails with work of its own at `end`. */
const talker = (folder: string) => `
  const { existsSync, writeFileSync } = require('node:fs')
  for (let line = 1; line <= 5000; line += 1) console.log('line ' + line)
  console.log('\\u001b[31mred alert\\u001b[0m and plain')
  let next = 1
  setInterval(() => {
    while (existsSync(${JSON.stringify(folder)} + '/go-' + next)) {
      for (const each of [1, 2, 3]) console.log('burst ' + next + '.' + each)
      console.error('warning ' + next)
      next += 1
    }
    if (!existsSync(${JSON.stringify(folder)} + '/end')) return
    writeFileSync('work.txt', 'work')
    process.exit(1)
  }, 20)`

browserTest(
  'output is coloured, searched, paused and followed; work that would be lost is deleted by force only',
  { timeout: 120_000 },
  async () => {
    const folder = await temporaryFolder()
    const server = await startServer()
    await createProject(server, { phases: ['IMPLEMENT'], command: [process.execPath, '-e', talker(folder)] })
    await injectUnits(server, { chunk: 'talker', title: 'It talks' })
    const page = await openPanel(server, { path: '/demo/units/talker', colorScheme: 'light' })
    const log = page.getByRole('log')
    const follow = page.getByRole('button', { name: /^Follow/ })
    const alert = log.getByText('red alert', { exact: true })
    await alert.waitFor()
    expect(await alert.evaluate((span) => getComputedStyle(span).color)).toBe('rgb(179, 38, 30)')
    expect(await log.locator('[data-index]').count()).toBeLessThan(200)

    await page.keyboard.press('/')
    await page.keyboard.type('LINE 4242')
    await page.getByText('1 found').waitFor()
    await page.keyboard.press('Enter')
    await log.locator('mark').getByText('line 4242').waitFor()
    await page.getByText('1 of 1').waitFor()
    await writeFile(join(folder, 'go-1'), '')
    await follow.getByText('4 new lines').waitFor()
    expect(await log.getByText('burst 1.3').count()).toBe(0)

    await log.focus()
    await page.keyboard.press('f')
    await log.getByText('burst 1.3').waitFor()
    await writeFile(join(folder, 'go-2'), '')
    await log.getByText('burst 2.3').waitFor()
    await log.locator('[data-stream="ERR"]', { hasText: 'warning 2' }).getByText('err').waitFor()
    await page.keyboard.press('Home')
    await follow.waitFor()
    await log.getByText('line 1', { exact: true }).waitFor()
    await page.keyboard.press('m')
    await log.locator('time').first().waitFor()
    await page.keyboard.press('l')
    await page.getByRole('button', { name: 'Wrap long lines', pressed: false }).waitFor()
    await follow.click()
    await log.hover()
    await page.mouse.wheel(0, -400)
    await follow.waitFor()
    await page.setViewportSize({ width: 390, height: 844 })
    await expectAccessible(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)

    await writeFile(join(folder, 'end'), '')
    await page.getByText('Needs attention in Implement').waitFor()
    await page.getByRole('button', { name: 'Actions' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    const dialog = page.getByRole('alertdialog')
    expect(await dialog.getByRole('button', { name: 'Delete it all the same' }).count()).toBe(0)
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete it all the same' }).click()
    await page.getByText(/refs\/signalbox\/backup\/talker-/).waitFor()
  },
)

/** An agent that asks and then waits for the answer. */
const ASKING_AGENT = `
  const { SIGNALBOX_URL: url, SIGNALBOX_TOKEN: token } = process.env
  console.log('Shall I go left?')
  const query = 'mutation { askOperator(input: { question: "Left or right?", options: ["left", "right"] }) { cursor } }'
  const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' }
  fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) }).then(() => process.exit(75))`

browserTest(
  'a panel whose server is killed says so, and comes back by itself: with the truth, and with what was being typed',
  { timeout: 150_000 },
  async () => {
    const dataDir = join(await temporaryFolder(), 'data')
    const first = await serve(dataDir)
    await createProject(first.place, { phases: ['IMPLEMENT'], command: [process.execPath, '-e', ASKING_AGENT] })
    await injectUnits(
      first.place,
      { chunk: 'login', title: 'People can log in' },
      { chunk: 'old', title: 'A thing of the past', held: true },
    )
    await untilStatus(first.place, 'login', 'NEEDS_ATTENTION')

    const page = await openPanel(first.place, { path: '/demo/units/login', expected: SERVER_GONE, viewport: { width: 900, height: 500 } })
    await page.getByRole('log').getByText('Shall I go left?').waitFor()
    const answer = page.getByRole('textbox', { name: /answer/i })
    await answer.pressSequentially('Neither, beca')
    const search = page.getByRole('searchbox', { name: 'Search the output' })
    await search.fill('left')
    await page.evaluate(() => window.scrollTo(0, 120))
    await page.waitForFunction('window.scrollY === 120')
    await page.evaluate('window.isTheSamePage = true')
    const { y: height } = (await answer.boundingBox()) ?? { y: NaN }
    const asItWasLeft = async () => {
      expect(await answer.inputValue()).toBe('Neither, beca')
      expect(await search.inputValue()).toBe('left')
      expect(await page.getByText(/0 of \d+ slots/).count()).toBe(1)
      expect(await page.getByRole('log').getByText('Shall I go').count()).toBe(1)
      // The header may have grown by a line, and the browser scrolls along.
      expect(Math.abs(((await answer.boundingBox())?.y ?? NaN) - height)).toBeLessThan(3)
      expect(await page.evaluate('window.isTheSamePage')).toBe(true)
    }

    first.program.process.kill('SIGKILL')
    await badge(page)
      .getByText(/Stale since|Disconnected/)
      .waitFor()
    await badge(page).getByText('Disconnected').waitFor()
    await asItWasLeft()
    await search.blur()
    await page.keyboard.press('p')
    const dialog = page.getByRole('dialog', { name: 'Set priority: People can log in' })
    await dialog.getByRole('textbox', { name: 'Priority' }).fill('7')

    const { place } = await serve(dataDir, new URL(first.place.url).port)
    await ask(place, 'mutation { deleteWorkUnit(input: { project: "demo", chunk: "old" }) { cursor } }')
    await ask(place, 'mutation { holdWorkUnit(input: { project: "demo", chunk: "login" }) { cursor } }')
    await injectUnits(place, { chunk: 'logout', title: 'People can log out', held: true })
    await dialog.getByText('It has changed since you began to decide.').waitFor()
    expect(await dialog.getByRole('textbox', { name: 'Priority' }).inputValue()).toBe('7')
    await page.keyboard.press('Escape')
    await becomesLive(page)
    await page.getByRole('button', { name: 'Release' }).waitFor()
    await asItWasLeft()

    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('searchbox', { name: 'Search pages' }).fill('people')
    await page.getByRole('option', { name: /People can log out/ }).waitFor()
    await page.getByRole('searchbox', { name: 'Search pages' }).fill('past')
    await page.getByText('Nothing of that name.').waitFor()
  },
)
