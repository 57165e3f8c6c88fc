/** A real browser, where there is one. */
import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'
export const HAS_BROWSER = existsSync(CHROMIUM)

/** A name that is not ours, and leads to this machine as a page of somebody else can make its own do. */
export const REBOUND = 'evil.test'

const OPTIONS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // What newer browsers do themselves against pages that reach for this machine: older ones do not.
  '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights',
  `--host-resolver-rules=MAP ${REBOUND} 127.0.0.1`,
]

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: OPTIONS })
}

/** One browser, with what one person has in it. */
export async function withBrowser<T>(use: (browser: BrowserContext) => Promise<T>): Promise<T> {
  const browser = await launchBrowser()
  try {
    return await use(await browser.newContext())
  } finally {
    await browser.close()
  }
}
