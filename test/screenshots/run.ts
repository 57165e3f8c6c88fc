/**
 * Takes the pictures of the README from the living demo: each page of the dashboard, light and dark, at the moment at which the most is to
 * be seen (`npm run screenshots`). Needs Chromium.
 */
import { mkdir } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'

const FOLDER = new URL('../../.github/screens/', import.meta.url)
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
/** A question, a failure and a conflict are open: that is the moment. */
const OPEN = 3
/** The demo and a browser without a graphics card, on whatever machine. */
const PATIENCE_MS = 120_000
const SIZE = { width: 1440, height: 860 }
const PHONE = { width: 390, height: 844 }

interface Picture {
  /** Of its file. */
  readonly name: string
  /** Behind `#/demo`. */
  readonly path: string
  readonly viewport: typeof SIZE
  /** A text without which the page is not all there. */
  readonly shows: string | RegExp
  /** What a person would have done before. */
  readonly prepare?: (page: Page) => Promise<void>
}

const PICTURES: readonly Picture[] = [
  // The conflict lasts as long as the other unit is at work.
  { name: 'attention', path: '/attention', viewport: SIZE, shows: 'src/editor.js', prepare: openConflict },
  { name: 'track', path: '', viewport: SIZE, shows: 'Notes can be exported' },
  { name: 'works', path: '/works', viewport: SIZE, shows: /throughput/i },
  { name: 'graph', path: '/graph', viewport: SIZE, shows: 'The first release' },
  { name: 'unit', path: '/units/export', viewport: SIZE, shows: 'History' },
  { name: 'inject', path: '/inject', viewport: SIZE, shows: 'Order of creation', prepare: fillBasket },
  // Without the agent, whose program is somewhere on this machine.
  { name: 'settings', path: '/settings', viewport: { ...SIZE, height: 500 }, shows: 'Base branch' },
  { name: 'phone', path: '/attention', viewport: PHONE, shows: 'Markdown' },
]

async function openConflict(page: Page): Promise<void> {
  await page.getByText('Conflict', { exact: true }).first().click()
}

const PASTED = `=== print ===
---
depends_on: [export]
code_paths: [src/export.js, src/print.js]
---
# Notes can be printed

=== share ===
---
depends_on: [print]
---
# Notes can be shared by a link
`

async function fillBasket(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Paste' }).click()
  await page.getByRole('textbox').fill(PASTED)
  await page.getByRole('button', { name: /into the basket/ }).click()
}

async function take(browser: Browser, dashboard: string, { name, path, viewport, shows, prepare }: Picture): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    await page.goto(dashboard)
    await page.locator('header').getByText('Live', { exact: true }).waitFor()
    await page.evaluate((hash) => {
      window.location.hash = hash
    }, `/demo${path}`)
    await prepare?.(page)
    await page.locator('main').getByText(shows).first().waitFor()
    await page.waitForLoadState('networkidle')
    await page.screenshot({ path: fileURLToPath(new URL(`${name}-${colorScheme}.png`, FOLDER)) })
    process.stdout.write(`${name}, ${colorScheme}\n`)
    await context.close()
  }
}

// So slow that there is work going on in the pictures.
const demo = execa(process.execPath, [CLI, 'demo', '--no-open', '--port', '0', '--patience', '600', '--speed', '0.12'], { reject: false })
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
  // Whoever is not listened to any more stands still.
  demo.stdout.resume()
  for (const picture of PICTURES) await take(browser, dashboard, picture)
} finally {
  await browser.close()
  demo.kill('SIGINT')
  await demo
}
