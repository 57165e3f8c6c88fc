/** The works: what has which slot and for how long, the figures of what was done, and the server. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { timeWindow } from '../../dashboard/works/time-window.ts'
import { ask } from '../system/world.ts'
import type { Place } from '../system/world.ts'
import { becomesLive, browserTest, expectAccessible, openPanel, useBrowser } from './panel.ts'
import { startStage } from './stage.ts'

useBrowser()

const COMPLETE = 'mutation ($input: CompleteWorkUnitInput!) { completeWorkUnit(input: $input) { cursor } }'
const FIGURES = `query ($from: DateTime!, $to: DateTime!, $buckets: Int!) {
  statistics(project: "demo", from: $from, to: $to, buckets: $buckets) {
    buckets { injected done failedRuns } phases { runs medianSeconds } waits { count }
  }
}`
type Figures = {
  statistics: {
    buckets: { injected: number; done: number; failedRuns: number }[]
    phases: { runs: number; medianSeconds: number | null }[]
    waits: { count: number }[]
  }
}

/** The cells of a table, row by row, without what names the rows. */
async function cells(page: Page, table: string): Promise<string[][]> {
  const rows = page.getByRole('grid', { name: table }).locator('tbody').getByRole('row')
  return rows.evaluateAll((all) => all.map((row) => [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent ?? '')))
}

async function figuresOfApi(place: Place): Promise<Figures['statistics']> {
  return (await ask<Figures>(place, FIGURES, timeWindow('hour', Date.now(), new Date().getTimezoneOffset()))).statistics
}

browserTest('the works show the slots, the figures of the API, and the server', async () => {
  const server = await startStage()
  const page = await openPanel(server, { path: '/demo/works' })
  const slots = page.getByRole('region', { name: 'Slots' })
  const slot = slots.getByRole('listitem').filter({ hasText: 'The editor has shortcuts' })

  await slot.getByText(/^lease ends in \d+ (s|min)$/).waitFor()
  await slot.getByText('attempt 1').waitFor()
  await slots.getByText('1 of 2 taken').waitFor()
  await slots.getByText('free', { exact: true }).waitFor()
  await page.getByRole('region', { name: 'Throughput' }).getByRole('img', { name: '8 injected, 1 done, 1 failed run' }).waitFor()
  await page.getByRole('region', { name: 'Usage' }).getByText('not known').first().waitFor()
  await page.getByRole('region', { name: 'Server' }).getByText('WebSockets1').waitFor()
  await expectAccessible(page)

  // A unit more is done: the chart is read again, and the tables say what the API says.
  await ask(server, COMPLETE, { input: { project: 'demo', chunk: 'later', reason: 'It was done by hand.' } })
  await page.getByRole('img', { name: '8 injected, 2 done, 1 failed run' }).waitFor()
  await page.getByRole('radio', { name: 'Tables' }).click()
  await page.waitForFunction(() => window.location.hash === '#/demo/works?as=tables')
  await expect
    .poll(async () => {
      const { buckets } = await figuresOfApi(server)
      const known = (await cells(page, 'Throughput')).filter(([injected]) => injected !== 'not known')
      return JSON.stringify(known) === JSON.stringify(buckets.slice(-known.length).map((each) => Object.values(each).map(String)))
    })
    .toBe(true)
  const { phases, waits } = await figuresOfApi(server)
  expect((await cells(page, 'Time per phase')).map(([ended]) => ended)).toEqual(phases.map(({ runs }) => `${runs}`))
  expect((await cells(page, 'Time per phase')).map(([, median]) => median === 'none')).toEqual(
    phases.map(({ medianSeconds }) => medianSeconds === null),
  )
  expect((await cells(page, 'Waiting times')).map(([ended]) => ended)).toEqual(waits.map((each) => `${each.count}`))
  await expectAccessible(page)

  await page.getByRole('radio', { name: 'Day' }).click()
  await page.waitForFunction(() => window.location.hash === '#/demo/works?as=tables&window=day')
  await expect.poll(async () => (await cells(page, 'Throughput')).length).toBe(25)
})

browserTest('every age is told by the clock of the server, and a lease that has ended is marked', async () => {
  const server = await startStage()
  const page = await openPanel(server, { path: '/demo/works', colorScheme: 'dark', viewport: { width: 390, height: 800 } })
  const slot = page.getByRole('listitem').filter({ hasText: 'The editor has shortcuts' })
  await slot.getByText(/^lease ends in/).waitFor()
  await expectAccessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)

  // The page's own clock is set an hour ahead: until it has asked the server again, it takes the lease for ended.
  await page.clock.setSystemTime(Date.now() + 3_600_000)
  await slot.getByText(/^lease ended \d+ min ago$/).waitFor()
  await page.reload()
  await becomesLive(page)
  await slot.getByText(/^lease ends in/).waitFor()
  await page
    .getByRole('region', { name: 'Server' })
    .getByText(/(59|1 h) .*behind yours|59 min behind yours/)
    .waitFor()
  await page.setViewportSize({ width: 1440, height: 900 })
})
