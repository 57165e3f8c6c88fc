/** The frame around every page: it says how live the picture is, leads everywhere by mouse and by keyboard, and is the same for all. */
import { join } from 'node:path'
import { expect } from 'vitest'
import { temporaryFolder } from '../git/sample-repository.ts'
import { serve, startStage } from './stage.ts'
import { badge, becomesLive, browserTest, expectAccessible, go, openPanel, SERVER_GONE, useBrowser } from './panel.ts'

useBrowser()

browserTest('the frame leads to every page by keys, shows them in a map, and finds units by name', { timeout: 90_000 }, async () => {
  const page = await openPanel(await startStage())
  expect(page.url()).not.toContain('token')
  await page.keyboard.press('Shift+?')
  const map = page.getByRole('dialog', { name: 'Keyboard' })
  await map.getByText('Search or do anything').waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  // While it is there, keys are the dialog's.
  await map.waitFor({ state: 'detached' })

  for (const [keys, address] of [
    ['ga', '#/demo/attention'],
    ['gd', '#/demo/graph'],
    ['gw', '#/demo/works'],
    ['gi', '#/demo/inject'],
    ['gs', '#/demo/settings'],
    ['gt', '#/demo'],
  ] as const) {
    await page.keyboard.type(keys)
    // A page may add to its address what it shows.
    await page.waitForFunction((expected) => window.location.hash.split('?')[0] === expected, address)
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

    failures = Infinity
    const notRead = () => page.waitForEvent('requestfailed', (request) => request.postData()?.includes('SignedIn') ?? false)
    for (const [path, heading] of [
      ['/demo/attention', 'Needs you'],
      ['/demo/units/later', 'Something for later'],
    ] as const) {
      const failed = notRead()
      await go(page, path)
      await failed
      await page.getByRole('heading', { name: heading }).waitFor()
    }
    await release.waitFor()
  },
)

browserTest('every page can be opened while the server is away', { timeout: 90_000 }, async () => {
  const { place, program } = await serve(join(await temporaryFolder(), 'data'))
  const page = await openPanel(await startStage(place), { expected: SERVER_GONE })
  // Until the code of the pages that nobody has asked for is there too.
  await page.waitForFunction(() => performance.getEntriesByType('resource').filter(({ name }) => /-page-.*\.js$/.test(name)).length === 8)
  await page.waitForLoadState('networkidle')
  program.process.kill('SIGKILL')
  await badge(page).getByText('Disconnected').waitFor()
  for (const [path, heading] of [
    ['/demo/units/export', 'Notes can be exported'],
    ['/demo/graph', 'Dependencies'],
    ['/demo/works', 'Works'],
    ['/demo/inject', 'Inject'],
    ['/demo/settings', 'Settings'],
    ['/demo/attention', 'Needs you'],
    ['/demo', 'Track'],
  ] as const) {
    await go(page, path)
    await page.getByRole('main').getByRole('heading', { name: heading }).first().waitFor({ state: 'attached' })
    await badge(page).getByText('Disconnected').waitFor()
  }
})
