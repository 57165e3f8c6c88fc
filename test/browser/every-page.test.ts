/** Every page in both themes, in the light one on a wide screen and in the dark one on a phone: nothing that axe finds wrong, and nothing beside the screen. */
import { expect } from 'vitest'
import { expectAccessible, go, openPanel, browserTest, useBrowser } from './panel.ts'
import { startStage } from './stage.ts'

useBrowser()

const LOOKS = [
  { colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { colorScheme: 'dark', viewport: { width: 390, height: 844 }, hasTouch: true },
] as const

/** By their addresses, with what is there when the page is. */
const PAGES: Readonly<Record<string, string | RegExp>> = {
  '/demo': 'Notes can be exported',
  '/demo?group=chain': 'Notes can be exported',
  '/demo?view=overview': 'export',
  '/demo/attention': 'In which format are notes exported?',
  '/demo/units/import': 'out of memory',
  '/demo/units/model?tab=changes': 'src/note.js',
  '/demo/units/model?tab=goal': 'The goal.',
  '/demo/units/model?tab=runs': 'IMPLEMENT',
  '/demo/units/model?tab=history': 'injected',
  '/demo/graph': 'export',
  '/demo/works': 'The editor has shortcuts',
  '/demo/inject': 'Basket',
  '/demo/settings': 'Webhooks',
  '/-/projects': 'demo',
}

browserTest('every page is accessible in both themes, wide and on a phone', { timeout: 300_000 }, async () => {
  const stage = await startStage()
  for (const look of LOOKS) {
    const page = await openPanel(stage, { ...look, expected: /401/ })
    for (const [path, sign] of Object.entries(PAGES)) {
      await go(page, path)
      await page.getByRole('main').getByText(sign).first().waitFor()
      await expectAccessible(page)
      const beside = await page.evaluate(() => {
        const all = [document.documentElement, document.getElementById('page')]
        return all.map((each) => (each ? each.scrollWidth - each.clientWidth : 'missing'))
      })
      expect(beside, `pixels of ${path} that are beside a screen of ${look.viewport.width}`).toEqual([0, 0])
    }
    await page.context().clearCookies()
    await page.goto(stage.url)
    await page.getByRole('heading', { name: 'signalbox' }).waitFor()
    await expectAccessible(page)
  }
})
