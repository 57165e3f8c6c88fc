/** The dependency graph: what waits, what is in conflict, the longest chain; live, by mouse, by keys, as a list. */
import { expect } from 'vitest'
import { browserTest, expectAccessible, go, openPanel, useBrowser } from './panel.ts'
import { startStage, untilStatus } from './stage.ts'
import { ask } from '../system/world.ts'

useBrowser()

const COMPLETE = 'mutation ($input: CompleteWorkUnitInput!) { completeWorkUnit(input: $input) { cursor } }'

browserTest('the graph shows who waits for whom and what collides, marks the critical path, and follows what happens', async () => {
  const server = await startStage()
  const page = await openPanel(server, { path: '/demo/graph' })
  const node = (chunk: string) => page.locator('.graph-unit').filter({ has: page.locator('.chunk').getByText(chunk, { exact: true }) })
  const left = async (chunk: string) => (await node(chunk).boundingBox())?.x ?? 0

  // Open ones: what is done is left out.
  await node('release').waitFor()
  await expect.poll(() => page.locator('.graph-unit').count()).toBe(7)
  expect(await left('export')).toBeLessThan(await left('manual'))
  expect(await left('manual')).toBeLessThan(await left('release'))
  await expect.poll(() => page.locator('.graph-wait').count()).toBe(3)
  await page.getByText('needs a decision').waitFor()

  // export and import are both as far away from release: the first by name.
  await page.getByText('Critical path: 3 units').waitFor()
  await expect.poll(() => page.locator('.graph-unit[data-critical] .chunk').allTextContents()).toEqual(['export', 'manual', 'release'])
  await expect.poll(() => page.locator('.graph-wait[data-critical]').count()).toBe(2)
  await expectAccessible(page)

  // What it waits for and what waits for it, all the way.
  await node('manual').hover()
  await expect.poll(() => page.locator('.graph-unit[data-mark=before] .chunk').allTextContents()).toEqual(['export', 'import'])
  await expect.poll(() => page.locator('.graph-unit[data-mark=behind] .chunk').allTextContents()).toEqual(['release'])
  await page.mouse.move(0, 0)

  // One that is done leaves; the others are laid out anew, and the view stays where it was put.
  await page.getByRole('button', { name: 'Larger' }).click()
  const viewport = () => page.locator('.react-flow__viewport').getAttribute('style')
  const lookedAt = await viewport()
  await ask(server, COMPLETE, { input: { project: 'demo', chunk: 'later', reason: 'It was done by hand.' } })
  await expect.poll(() => page.locator('.graph-unit').count()).toBe(6)
  expect(await viewport()).toBe(lookedAt)

  // By keys: along the lines, in the order of dependencies, and into the unit.
  const focused = () => page.locator('.graph-unit a:focus .chunk').innerText()
  await node('export').getByRole('link').focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(focused).toBe('manual')
  await page.keyboard.press('ArrowRight')
  await expect.poll(focused).toBe('release')
  await page.keyboard.press('ArrowUp')
  await expect.poll(focused).toBe('manual')
  await page.keyboard.press('Tab')
  await expect.poll(focused).toBe('release')
  await page.keyboard.press('o')
  await page.waitForFunction(() => window.location.hash === '#/demo/graph?around=release')
  await expect.poll(() => page.locator('.graph-unit').count()).toBe(4)
  await node('manual').getByRole('link').focus()
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => window.location.hash === '#/demo/units/manual')

  // A status changes where it stands; what is done is not open any more.
  await go(page, '/demo/graph?show=all')
  await node('model').waitFor()
  const place = await left('manual')
  expect(await node('import').getAttribute('data-status')).toBe('NEEDS_ATTENTION')
  for (const chunk of ['export', 'import']) {
    await ask(server, COMPLETE, { input: { project: 'demo', chunk, reason: 'It was done by hand.' } })
    await node(chunk).and(page.locator('[data-status=DONE]')).waitFor()
  }
  await untilStatus(server, 'release', 'DONE')
  await node('release').and(page.locator('[data-status=DONE]')).waitFor()
  expect(await left('manual')).toBe(place)
  await expect.poll(() => page.locator('.graph-unit[data-critical]').count()).toBe(0)
  await page.getByRole('radio', { name: 'Open' }).click()
  await expect.poll(() => page.locator('.graph-unit').count()).toBe(2)

  // The same as a list.
  await page.keyboard.press('l')
  const row = (chunk: string) => page.getByRole('row').filter({ has: page.locator('.chunk').getByText(chunk, { exact: true }) })
  await page.getByRole('radio', { name: 'All' }).click()
  await row('manual').getByText('export, import').waitFor()
  await row('preview').getByText('shortcuts: needs a decision').waitFor()
  await expectAccessible(page)
})

browserTest('the graph is as good in the dark and on a phone', async () => {
  const page = await openPanel(await startStage(), {
    path: '/demo/graph?show=all',
    colorScheme: 'dark',
    viewport: { width: 390, height: 800 },
  })
  await page.locator('.graph-unit').first().waitFor()
  await page.getByText('needs a decision').waitFor()
  await expectAccessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.getByRole('button', { name: 'Fit into view' }).click()
  await expectAccessible(page)
})
