/** One run of the dashboard: a server with many units, its track diagram in a browser, at first without and then with changes. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { CDPSession, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import type { Busy } from './figure.ts'
import { startMeter, stopMeter } from './page-meter.ts'
import { post } from './post.ts'
import { type Place, readSequence } from './project.ts'
import { startProcess } from './server-process.ts'
import { countEqual } from './shown-states.ts'
import { percentile } from './statistics.ts'

/** What was seen of the page for some seconds. Times in milliseconds, the heap in bytes. */
export interface Stretch {
  readonly changesPerSecond: number
  readonly seconds: number
  readonly framesPerSecond: number
  readonly between: { readonly p50: number; readonly p99: number; readonly most: number }
  readonly longTasks: { readonly count: number; readonly longest: number }
  /** The share of the time in which the page's thread ran anything. */
  readonly busy: number
  readonly heap: { readonly before: number; readonly after: number }
}

export interface Watched {
  readonly units: number
  /** How many changes there should be in a second: a machine that is busy enough with the page may not make as many. */
  readonly wanted: number
  readonly idle: Stretch
  readonly busy: Stretch
  /** How many units the page shows as they are in the database, when all is over. */
  readonly equal: number
}

const SERVER = fileURLToPath(new URL('busy-server.ts', import.meta.url))
/** The server's project. */
const PROJECT = 'many'
/** Until the page has compiled what it runs all the time, in milliseconds. */
const WARM_UP = 3_000

export async function runDashboard({ units, changesPerSecond, seconds }: Busy, tell: (line: string) => void): Promise<Watched> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'))
  tell(`dashboard: ${units} units are injected`)
  const process = await startProcess([SERVER, folder, String(units)], folder)
  const browser = await launchBrowser()
  try {
    const place = (await (await fetch(process.url)).json()) as Place
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
    const cdp = await page.context().newCDPSession(page)
    // Of the processor's time: what the thread only waits for is not its work.
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
    await page.goto(`${place.url}/#token=${place.token ?? ''}`)
    await isLiveAt(page, await readSequence(place, PROJECT))
    await page.getByRole('listitem').nth(10).waitFor()
    await sleep(WARM_UP)

    tell(`dashboard: ${seconds / 2} s without changes`)
    const idle = await watch(page, cdp, () => sleep(seconds * 500).then(() => 0))
    tell(`dashboard: ${seconds} s with ${changesPerSecond} changes a second`)
    const busy = await watch(page, cdp, async () => {
      const answer = await post(process.url, { perSecond: changesPerSecond, seconds })
      return (JSON.parse(answer) as { changes: number }).changes
    })
    await isLiveAt(page, await readSequence(place, PROJECT))
    tell('dashboard: what is shown is compared with the database')
    return { units, wanted: changesPerSecond, idle, busy, equal: await countEqual(page, place, PROJECT) }
  } finally {
    await browser.close()
    await process.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Waits until the page says that it is live, and up to that change. */
async function isLiveAt(page: Page, sequence: number): Promise<void> {
  await page.getByText(`up to change ${sequence}`, { exact: true }).waitFor({ timeout: 60_000 })
}

/** Measures the page during `work`, which says how many changes it made. */
async function watch(page: Page, cdp: CDPSession, work: () => Promise<number>): Promise<Stretch> {
  const before = await heapOf(cdp)
  const workBefore = await workOf(cdp)
  await page.evaluate(startMeter)
  const changes = await work()
  const { frames, longTasks } = await page.evaluate(stopMeter)
  const taken = (await workOf(cdp)) - workBefore
  const between = frames.slice(1).map((at, index) => at - (frames[index] ?? at))
  const seconds = ((frames.at(-1) ?? 0) - (frames[0] ?? 0)) / 1_000
  return {
    changesPerSecond: changes / seconds,
    seconds,
    framesPerSecond: between.length / seconds,
    between: { p50: percentile(between, 0.5), p99: percentile(between, 0.99), most: Math.max(...between) },
    longTasks: { count: longTasks.length, longest: Math.max(0, ...longTasks) },
    busy: taken / seconds,
    heap: { before, after: await heapOf(cdp) },
  }
}

/** Bytes that are in use after garbage collection. */
async function heapOf(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage')
  return (await cdp.send('Runtime.getHeapUsage')).usedSize
}

/** Seconds that the page's thread has worked. */
async function workOf(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN
}
