/**
 * Takes the pictures of the README from the living demo: each page of the dashboard, light and dark, at the moment at which the most is to
 * be seen (`npm run screenshots`). Needs Chromium.
 */
import { mkdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Browser } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'

const FOLDER = new URL('../../.github/screens/', import.meta.url)
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
/** A question, a failure and a conflict are open: that is the moment. */
const OPEN = 3
const SIZE = { width: 1440, height: 860 }
const PHONE = { width: 390, height: 844 }

/** What is shown: the file's name, the address behind `#/demo`, and how big the window is. */
const PICTURES = [
  { name: 'track', path: '', viewport: SIZE },
  { name: 'attention', path: '/attention', viewport: SIZE },
  { name: 'unit', path: '/units/export', viewport: SIZE },
  { name: 'graph', path: '/graph', viewport: SIZE },
  { name: 'works', path: '/works', viewport: SIZE },
  { name: 'inject', path: '/inject', viewport: SIZE },
  { name: 'settings', path: '/settings', viewport: SIZE },
  { name: 'phone', path: '/attention', viewport: PHONE },
] as const

async function take(browser: Browser, dashboard: string, { name, path, viewport }: (typeof PICTURES)[number]): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
    const page = await context.newPage()
    await page.goto(dashboard)
    await page.locator('header').getByText('Live', { exact: true }).waitFor()
    await page.evaluate((hash) => {
      window.location.hash = hash
    }, `/demo${path}`)
    await page.waitForLoadState('networkidle')
    await page.screenshot({ path: fileURLToPath(new URL(`${name}-${colorScheme}.png`, FOLDER)) })
    process.stdout.write(`${name}, ${colorScheme}\n`)
    await context.close()
  }
}

// So slow that there is work going on in the pictures.
const demo = execa(process.execPath, [CLI, 'demo', '--no-open', '--port', '0', '--patience', '600', '--speed', '0.3'], { reject: false })
const browser = await launchBrowser()
try {
  await mkdir(FOLDER, { recursive: true })
  let dashboard = ''
  const asking = new Set<string>()
  for await (const line of createInterface({ input: demo.stdout })) {
    dashboard ||= /^The dashboard: (.*)$/.exec(line)?.[1] ?? ''
    const [, chunk] = /(\S+): .*NEEDS_ATTENTION/.exec(line) ?? []
    if (chunk !== undefined) asking.add(chunk)
    if (asking.size === OPEN) break
  }
  for (const picture of PICTURES) await take(browser, dashboard, picture)
} finally {
  await browser.close()
  demo.kill('SIGINT')
  await demo
}
