/** What a person sees, in a real browser against a real server: the panel lives, and GraphiQL works without the network. */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Running } from '../src/main.ts'
import { createProject, injectUnits, startServer } from './system/world.ts'

const CHROMIUM = '/usr/bin/chromium'
const OFFLINE = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let browser: Browser

beforeAll(async () => {
  if (existsSync(CHROMIUM)) browser = await chromium.launch({ executablePath: CHROMIUM, args: OFFLINE })
})

afterAll(async () => browser?.close())

/** A page that has signed in. Whatever it asks of the rest of the world, and whatever its policy refuses, is an error of the test. */
async function openPanel({ url, ownerToken }: Running): Promise<Page> {
  const page = await browser.newPage()
  onTestFinished(async () => page.close())
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) complaints.push(`asked for ${request.url()}`)
  })
  onTestFinished(() => expect(complaints).toEqual([]))
  await page.goto(`${url}/#token=${ownerToken}`)
  await page.getByText('Live').waitFor()
  return page
}

test.skipIf(!existsSync(CHROMIUM))('the panel shows a unit that is injected, and moves it to Done, without a reload', async () => {
  const server = await startServer()
  await createProject(server, { phases: ['IMPLEMENT'] })
  const page = await openPanel(server)
  expect(page.url()).not.toContain(server.ownerToken)

  await injectUnits(server, { chunk: 'login', title: 'People can log in' })
  await page.getByRole('region', { name: /done/i }).getByText('People can log in').waitFor()
})

test.skipIf(!existsSync(CHROMIUM))('GraphiQL answers a query and follows a subscription', async () => {
  const server = await startServer()
  await createProject(server, { phases: ['IMPLEMENT'] })
  const page = await openPanel(server)
  await page.goto(`${server.url}/graphql?query=${encodeURIComponent('{ project(key: "demo") { baseBranch } }')}`)
  await page.getByRole('button', { name: /execute/i }).click()
  await page.getByText('"baseBranch": "main"').waitFor()

  const subscription = 'subscription { workUnitUpdated(project: "demo") { chunk workUnit { status } } }'
  await page.goto(`${server.url}/graphql?query=${encodeURIComponent(subscription)}`)
  const accepted = page
    .waitForEvent('websocket')
    .then((socket) => socket.waitForEvent('framesent', ({ payload }) => String(payload).includes('subscribe')))
  await page.getByRole('button', { name: /execute/i }).click()
  await accepted
  await injectUnits(server, { chunk: 'login' })
  await page.getByText('"DONE"').waitFor()
})
