/** The dashboard as a person has it: in a real browser, against a real server. */
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import type { Place } from '../system/world.ts'

export { test as browserTest } from 'vitest'

let browser: Browser

/** One browser for all tests of the file that calls it. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(async () => browser?.close())
}

export interface PanelOptions extends Pick<
  BrowserContextOptions,
  'viewport' | 'colorScheme' | 'reducedMotion' | 'permissions' | 'hasTouch'
> {
  /** The page's address behind the `#`, as in `/demo/attention`. */
  readonly path?: string
  /** What the browser itself complains of where a server goes away. */
  readonly expected?: RegExp
}

/** What Chromium says of itself when a server is killed under its page. */
export const SERVER_GONE = /ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|WebSocket connection/

/** A page that has signed in and is live. Whatever it asks of the rest of the world, and whatever its policy refuses, is an error of the test. */
export async function openPanel({ url, ownerToken }: Place, { path, expected, ...options }: PanelOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options })
  onTestFinished(async () => context.close())
  const page = await context.newPage()
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
  await becomesLive(page)
  if (path !== undefined) await go(page, path)
  return page
}

/** The badge in the header, which says how far the picture can be trusted. */
export function badge(page: Page) {
  return page.locator('header').getByRole('status')
}

export async function becomesLive(page: Page): Promise<void> {
  await badge(page).getByText('Live', { exact: true }).waitFor()
}

/** Goes to another page of the dashboard, as a link does: nothing is loaded anew. */
export async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash
  }, path)
}

/** Fails with what axe finds wrong with the page as it is now. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(async () => {
    const { axe: engine } = window as never as { axe: typeof axe }
    return engine.run(document, { resultTypes: ['violations'] })
  })
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) => ({ id, help, html, failureSummary })))
  expect(found).toEqual([])
}
