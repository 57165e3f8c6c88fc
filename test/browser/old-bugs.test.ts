/**
 * The three bugs of the dashboard that this one succeeds, by their names: units changed their status, and nobody told the screen. Each is
 * looked for where it was: on a page that stays open, and is never reloaded.
 */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { temporaryFolder } from '../git/sample-repository.ts'
import { ask, createProject, injectUnits, type Place } from '../system/world.ts'
import { badge, browserTest, go, openPanel, SERVER_GONE, useBrowser } from './panel.ts'
import { serve, startStage } from './stage.ts'

useBrowser()

const unitOf = (page: Page, chunk: string) => page.getByRole('list', { name: 'Work units' }).locator(`a[href="#/demo/units/${chunk}"]`)

const complete = (place: Place, chunk: string) =>
  ask(place, 'mutation ($chunk: String!) { completeWorkUnit(input: { project: "demo", chunk: $chunk, reason: "By hand." }) { cursor } }', {
    chunk,
  })

browserTest('units unblocked without a broadcast', { timeout: 90_000 }, async () => {
  const stage = await startStage()
  const page = await openPanel(stage)
  await unitOf(page, 'manual').getByText('waits for export, import').waitFor()
  await complete(stage, 'export')
  await unitOf(page, 'manual').getByText('waits for import', { exact: true }).waitFor()
  await complete(stage, 'import')
  await unitOf(page, 'manual').getByText('in Done').waitFor()
  await unitOf(page, 'release').getByText('in Done').waitFor()
})

/** Works for ever when it is started for the first time, and is done at once from then on. */
const agent = (mark: string) => [
  process.execPath,
  '-e',
  `const { existsSync, writeFileSync } = require('node:fs')
   if (existsSync(${JSON.stringify(mark)})) process.exit(0)
   writeFileSync(${JSON.stringify(mark)}, '')
   setInterval(() => undefined, 1_000)`,
]

browserTest('units recovered after a crash without a broadcast', { timeout: 90_000 }, async () => {
  const folder = await temporaryFolder()
  const first = await serve(join(folder, 'data'))
  await createProject(first.place, { phases: ['IMPLEMENT'], command: agent(join(folder, 'mark')) })
  await injectUnits(first.place, { chunk: 'login', title: 'People can log in' })
  const page = await openPanel(first.place, { expected: SERVER_GONE })
  await unitOf(page, 'login').and(page.locator('[data-status="RUNNING"]')).waitFor()
  await page.evaluate('window.isTheSamePage = true')

  first.program.process.kill('SIGKILL')
  await badge(page).getByText('Disconnected').waitFor()
  await serve(join(folder, 'data'), new URL(first.place.url).port)
  await unitOf(page, 'login').getByText('in Done').waitFor()
  expect(await page.evaluate('window.isTheSamePage')).toBe(true)
})

browserTest('deletions that left attention items on screen', { timeout: 90_000 }, async () => {
  const stage = await startStage()
  const page = await openPanel(stage)
  const needsYou = page.getByRole('region', { name: 'Needs you' })
  await needsYou.getByText('preview', { exact: true }).waitFor()
  await page.getByRole('navigation').getByText('3 items need you').waitFor()
  await ask(stage, 'mutation { deleteWorkUnit(input: { project: "demo", chunk: "preview", force: true }) { cursor } }')
  await page.getByRole('navigation').getByText('2 items need you').waitFor()
  await unitOf(page, 'preview').waitFor({ state: 'detached' })
  expect(await needsYou.getByText('preview').count()).toBe(0)
  expect(await page.title()).toMatch(/^\(2\)/)
  await go(page, '/demo/attention')
  await page.getByText('In which format are notes exported?').first().waitFor()
  expect(await page.getByRole('main').getByText('preview').count()).toBe(0)
})
