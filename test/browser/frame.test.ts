/** The frame around every page: it says how live the picture is, leads everywhere by mouse and by keyboard, and is the same for all. */
import { expect } from 'vitest'
import { startStage } from './stage.ts'
import { becomesLive, browserTest, expectAccessible, go, openPanel, useBrowser } from './panel.ts'

useBrowser()

browserTest('the frame leads to every page by keys, shows them in a map, and finds units by name', { timeout: 90_000 }, async () => {
  const page = await openPanel(await startStage())
  expect(page.url()).not.toContain('token')
  await page.keyboard.press('Shift+?')
  const map = page.getByRole('dialog', { name: 'Keyboard' })
  await map.getByText('Search or do anything').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  for (const [keys, address] of [
    ['ga', '#/demo/attention'],
    ['gd', '#/demo/graph'],
    ['gw', '#/demo/works'],
    ['gi', '#/demo/inject'],
    ['gs', '#/demo/settings'],
    ['gt', '#/demo'],
  ] as const) {
    await page.keyboard.type(keys)
    await page.waitForFunction((expected) => window.location.hash === expected, address)
  }

  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('dialog').getByRole('searchbox').pressSequentially('exported')
  await page.getByRole('option', { name: /Notes can be exported/ }).waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => window.location.hash === '#/demo/units/export')
})

browserTest(
  'who is signed in is read until it is known; what is known stays when it cannot be read again',
  { timeout: 90_000 },
  async () => {
    const page = await openPanel(await startStage(), { expected: /ERR_FAILED/ })
    let failures = 2
    await page.route('**/graphql', async (route) => {
      if (failures === 0 || !route.request().postData()?.includes('SignedIn')) return route.continue()
      failures -= 1
      return route.abort()
    })
    await page.reload()
    await page.getByText('The server did not answer').waitFor()
    await becomesLive(page)
    expect(failures).toBe(0)
    const release = page.getByRole('button', { name: 'Release' })
    await go(page, '/demo/units/later')
    await release.waitFor()
    await page.getByText('may look, not act').waitFor({ state: 'detached' })

    failures = 1
    const failed = page.waitForEvent('requestfailed')
    await go(page, '/demo/units/later?tab=goal')
    await go(page, '/demo/attention')
    await failed
    await page.getByRole('heading', { name: 'Needs you' }).waitFor()
    await go(page, '/demo/units/later')
    await release.waitFor()
  },
)
