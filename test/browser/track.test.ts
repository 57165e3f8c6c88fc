/** The track diagram: where every unit is and what it waits for, live; searched, grouped and walked by keyboard; from a phone to ten thousand. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { ask, createProject, injectUnits, startServer } from '../system/world.ts'
import { becomesLive, browserTest, expectAccessible, go, openPanel, useBrowser } from './panel.ts'
import { startStage } from './stage.ts'

useBrowser()

const list = (page: Page) => page.getByRole('list', { name: 'Work units' })
const unitOf = (page: Page, chunk: string) => list(page).locator(`a[href="#/demo/units/${chunk}"]`)
const shown = (page: Page) => list(page).locator('a .chunk').allTextContents()
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('href') ?? document.activeElement?.textContent)
const untilShown = (page: Page, chunks: readonly string[]) =>
  page.waitForFunction((expected) => {
    const found = [...document.querySelectorAll('[role="list"] a .chunk')].map(({ textContent }) => textContent)
    return JSON.stringify(found) === JSON.stringify(expected)
  }, chunks)

browserTest('a unit that is injected moves through the blocks to Done, without a reload', { timeout: 90_000 }, async () => {
  const server = await startServer()
  await createProject(server, { phases: ['IMPLEMENT', 'REVIEW'] })
  const page = await openPanel(server)
  await page.getByText('No work yet').waitFor()
  await expectAccessible(page)
  await page.evaluate('window.isTheSamePage = true')

  await injectUnits(server, { chunk: 'login', title: 'People can log in' })
  const unit = unitOf(page, 'login')
  await unit.getByText('in Done').waitFor()
  expect(await unit.textContent()).toMatch(/People can log in.*merged as [0-9a-f]{7}/)
  await expect.poll(() => page.getByRole('button', { name: 'Done 1 unit', exact: true }).count()).toBe(2)
  expect(await page.evaluate('window.isTheSamePage')).toBe(true)
})

browserTest('the diagram says why each unit stands where it stands, and is walked by keyboard', { timeout: 90_000 }, async () => {
  const page = await openPanel(await startStage())
  await unitOf(page, 'manual').getByText('waits for export, import').waitFor()
  await unitOf(page, 'later').getByText('held').waitFor()
  await unitOf(page, 'export').getByText('In which format are notes exported?').waitFor()
  await expect.poll(() => list(page).locator('.rail').count()).toBe(3)
  expect(await list(page).getByRole('listitem').first().getAttribute('aria-setsize')).toBe('13')
  await page.getByRole('region', { name: 'Needs you' }).getByRole('link', { name: 'Decide all 3' }).waitFor()
  await expectAccessible(page)

  await page.keyboard.press('j')
  await expect.poll(() => focused(page)).toContain('Needs attention')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => window.location.hash === '#/demo?shut=NEEDS_ATTENTION')
  await expect.poll(() => shown(page)).not.toContain('export')
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  const [first] = await shown(page)
  await expect.poll(() => focused(page)).toBe(`#/demo/units/${first}`)
  await page.keyboard.press('End')
  await expect.poll(() => focused(page)).toBe('#/demo/units/model')
  await page.keyboard.press('k')
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => focused(page)).toBe('#/demo/units/release')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => window.location.hash === '#/demo/units/release')
})

browserTest('what is searched, chosen, grouped and sorted is the address, and survives a reload', { timeout: 90_000 }, async () => {
  const page = await openPanel(await startStage())
  await unitOf(page, 'model').waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('NOTE')
  await untilShown(page, ['export', 'import', 'model'])
  await page.getByRole('status').filter({ hasText: '3 of 8 units' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.type('cc')
  await untilShown(page, ['export', 'import', 'model'])
  expect(page.url()).toMatch(/#\/demo\?group=none&q=NOTE$/)

  const chip = page.getByRole('button', { name: 'Needs attention 2 units' })
  await chip.focus()
  await page.keyboard.press('Space')
  await untilShown(page, ['export', 'import'])
  expect(await chip.getAttribute('aria-pressed')).toBe('true')
  await page.getByRole('button', { name: /Most urgent first/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: 'By name' }).waitFor()
  await page.keyboard.type('By')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => window.location.hash === '#/demo?group=none&sort=name&status=NEEDS_ATTENTION&q=NOTE')

  await page.reload()
  await becomesLive(page)
  await untilShown(page, ['export', 'import'])
  expect(await page.getByRole('searchbox').inputValue()).toBe('NOTE')
  await page.getByRole('button', { name: 'Show all' }).press('Enter')
  await untilShown(page, ['export', 'import', 'later', 'manual', 'model', 'preview', 'release', 'shortcuts'])

  await go(page, '/demo?group=chain')
  await untilShown(page, ['export', 'import', 'manual', 'release', 'preview', 'shortcuts', 'later', 'model'])
  await page.getByRole('button', { name: /export → release 0 of 4 done/ }).waitFor()
  await go(page, '/demo?q=nothing+is+called+so')
  await page.getByText('No unit is like that').waitFor()
})

browserTest('two hundred units are seen at a glance, and of a thousand only those in sight are drawn', { timeout: 90_000 }, async () => {
  const server = await startServer()
  await createProject(server, { phases: ['IMPLEMENT'] })
  const units = Array.from({ length: 1_000 }, (_, index) => ({ chunk: `unit-${1_000 + index}`, title: `Unit ${index}`, held: true }))
  await injectUnits(server, ...units.slice(0, 200))
  const page = await openPanel(server, { path: '/demo?view=overview' })
  await page.locator('.slim').nth(199).waitFor()
  const inSight = await page.evaluate(() =>
    [...document.querySelectorAll('.slim')].filter((unit) => unit.getBoundingClientRect().bottom <= window.innerHeight),
  )
  expect(inSight).toHaveLength(200)
  await expectAccessible(page)

  await injectUnits(server, ...units.slice(200))
  await page.getByText('1000 units', { exact: true }).first().waitFor()
  await expect.poll(() => page.locator('.slim').count()).toBeLessThan(500)
  await page.keyboard.press('o')
  await page.locator('.unit').first().waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('End')
  await expect.poll(() => focused(page)).toBe('#/demo/units/unit-1999')
  await expect.poll(() => page.locator('.unit').count()).toBeLessThan(60)
  const last = unitOf(page, 'unit-1999')
  expect(await last.evaluate((unit) => unit.getBoundingClientRect().bottom <= window.innerHeight)).toBe(true)
  expect(await last.locator('xpath=..').getAttribute('aria-posinset')).toBe('1001')
})

browserTest('what is held and what is deleted is seen at once', { timeout: 90_000 }, async () => {
  const stage = await startStage()
  const page = await openPanel(stage)
  await unitOf(page, 'preview').waitFor()
  await ask(stage, 'mutation { releaseWorkUnit(input: { project: "demo", chunk: "later" }) { cursor } }')
  await unitOf(page, 'later').getByText('in Done').waitFor()
  await ask(stage, 'mutation { deleteWorkUnit(input: { project: "demo", chunk: "release", force: true }) { cursor } }')
  await unitOf(page, 'release').waitFor({ state: 'detached' })
})
