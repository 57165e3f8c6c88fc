/** What needs a person is decided in place: by keyboard alone, together, against a second operator, and over every cut. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { temporaryFolder } from '../git/sample-repository.ts'
import { ask, createProject, injectUnits, quickAgent, startServer } from '../system/world.ts'
import { badge, becomesLive, browserTest, expectAccessible, openPanel, useBrowser } from './panel.ts'
import { SCRIPTED_AGENT, startStage, untilChange, untilStatus } from './stage.ts'

useBrowser()

const EXPORT = 'Notes can be exported'
const IMPORT = 'Notes can be imported'
const PREVIEW = 'The editor shows a preview'

/** The item that is shown. */
function item(page: Page, title: string) {
  return page.getByRole('article', { name: title })
}

function row(page: Page, title: string) {
  return page.getByRole('list', { name: /Queue/ }).getByRole('button', { name: title })
}

/** Goes through the queue by keys until the item is shown, and has the focus. */
async function walkTo(page: Page, title: string): Promise<void> {
  await page.getByRole('article').waitFor()
  for (const key of ['k', 'k', 'k', 'j', 'j', 'j']) {
    if (await page.evaluate(isFocused, title)) return
    await page.keyboard.press(key)
  }
  await page.waitForFunction(isFocused, title)
}

function isFocused(title: string): boolean {
  const { activeElement } = document
  return activeElement?.tagName === 'ARTICLE' && activeElement.querySelector('h2')?.textContent === title
}

browserTest('a question and a conflict are decided by keyboard alone, from the track diagram on', { timeout: 180_000 }, async () => {
  const stage = await startStage()
  const page = await openPanel(stage)
  await page.keyboard.type('ga')
  await walkTo(page, EXPORT)
  await expectAccessible(page)

  await page.keyboard.press('Shift+?')
  const map = page.getByRole('dialog', { name: 'Keyboard' })
  await map.getByText('Next item').waitFor()
  await map.getByText('Choose “JSON”').waitFor()
  await page.keyboard.press('Escape')
  await map.waitFor({ state: 'detached' })

  await walkTo(page, EXPORT)
  await page.keyboard.press('2')
  await page.getByText('Answered: JSON. Next:').waitFor()
  await row(page, EXPORT).waitFor({ state: 'detached' })
  await untilStatus(stage, 'export', 'DONE')
  // The focus has gone to the next item, and not into the void.
  await page.waitForFunction(() => document.activeElement?.tagName === 'ARTICLE')

  await walkTo(page, PREVIEW)
  const conflict = item(page, PREVIEW)
  await conflict.getByText('src/editor.js', { exact: true }).waitFor()
  await conflict.getByRole('region', { name: 'What the branch of shortcuts changes' }).waitFor()
  await conflict.getByRole('region', { name: 'What the branch of preview changes' }).waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('shortcuts first'))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await page.getByText('Decided: Both at once.').waitFor()
  await untilStatus(stage, 'preview', 'DONE')

  await walkTo(page, IMPORT)
  await page.keyboard.press('u')
  await page.waitForFunction(() => window.location.hash === '#/demo/units/import')
})

browserTest(
  'a half-typed answer survives an update, a cut and a reload, and another operator who answers first',
  { timeout: 180_000 },
  async () => {
    const stage = await startStage()
    const page = await openPanel(stage, {
      path: '/demo/attention',
      colorScheme: 'dark',
      expected: /ERR_INTERNET_DISCONNECTED|WebSocket connection/,
    })
    await row(page, EXPORT).click()
    const words = item(page, EXPORT).getByRole('textbox')
    await words.pressSequentially('Neither: as plain te')
    const asItWasLeft = async () => expect(await words.inputValue()).toBe('Neither: as plain te')

    await ask(stage, 'mutation { prioritizeWorkUnit(input: { project: "demo", chunk: "export", priority: 7 }) { cursor } }')
    await ask(stage, 'mutation { cancelWorkUnit(input: { project: "demo", chunk: "shortcuts" }) { cursor } }')
    await row(page, 'The editor has shortcuts').waitFor()
    await asItWasLeft()
    await expectAccessible(page)

    await page.context().setOffline(true)
    await badge(page)
      .getByText(/Stale since|Disconnected/)
      .waitFor()
    await asItWasLeft()
    await page.context().setOffline(false)
    await becomesLive(page)
    await asItWasLeft()

    await page.reload()
    await becomesLive(page)
    await words.waitFor()
    await asItWasLeft()

    const other = await openPanel(stage, { path: '/demo/attention', viewport: { width: 390, height: 844 } })
    await row(other, EXPORT).click()
    await expectAccessible(other)
    expect(await other.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    await item(other, EXPORT).getByRole('button', { name: 'Markdown' }).click()
    await row(other, EXPORT).waitFor({ state: 'detached' })

    await item(page, EXPORT)
      .getByText(/Answered meanwhile by owner at \d\d:\d\d: “Markdown”/)
      .waitFor()
    await asItWasLeft()
    expect(await item(page, EXPORT).getByRole('button', { name: 'Send' }).isDisabled()).toBe(true)
    await expectAccessible(page)
    await item(page, EXPORT).getByRole('button', { name: 'Dismiss' }).click()
    await row(page, EXPORT).waitFor({ state: 'detached' })
    await untilStatus(stage, 'export', 'DONE')
  },
)

browserTest('failures of one cause are retried together, and new ones are notified while nobody looks', { timeout: 180_000 }, async () => {
  const space = join(await temporaryFolder(), 'space')
  const server = await startServer()
  const agent = `
    if (chunk.startsWith('full') && !require('node:fs').existsSync(${JSON.stringify(space)})) {
      console.error('No space left on device, ' + process.pid)
      process.exit(1)
    }`
  await createProject(server, { phases: ['IMPLEMENT'], command: quickAgent(agent), maxAgents: 3 })
  const page = await openPanel(server, { path: '/demo/attention', permissions: ['notifications'] })
  await page.getByRole('heading', { name: 'Nothing needs you' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Notify me' }).click()
  await page.getByRole('button', { name: 'Stop notifying' }).waitFor()

  // What a browser says of a tab in the background; one without a screen has none.
  await page.evaluate(() => Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }))
  await injectUnits(server, ...[1, 2, 3].map((n) => ({ chunk: `full-${n}`, title: `The disk is full, ${n}` })))
  await page.getByText(/last notified \d\d:\d\d/).waitFor()
  await page.evaluate(() => Reflect.deleteProperty(document, 'hidden'))

  await page.getByRole('button', { name: 'Select all 3 that failed alike' }).click()
  await page.getByText('3 selected').waitFor()
  await expectAccessible(page)
  writeFileSync(space, '')
  await page.getByRole('button', { name: 'Retry all 3' }).click()
  await page.getByText('3 units are tried again.').waitFor()
  await page.getByRole('heading', { name: 'Nothing needs you' }).waitFor()
  const done = new Set<string>()
  await untilChange(server, ({ chunk, workUnit }) => {
    if (workUnit?.status === 'DONE') done.add(chunk)
    return done.size === 3
  })
})

/** Asks for a person at its first look, with two issues, and approves at the second. */
const JUDGES = {
  chunks: {},
  phases: {
    IMPLEMENT: [{ write: { path: 'work.txt', text: 'work' } }],
    REVIEW: {
      attempts: [
        [{ review: { verdict: 'ESCALATE', summary: 'I cannot decide this.', issues: ['Is the licence ours?', 'No test for dates'] } }],
        [{ review: 'APPROVE' }],
      ],
    },
  },
}

browserTest('a review that asks for a person is decided with its issues in sight', { timeout: 180_000 }, async () => {
  const server = await startServer()
  const script = join(await temporaryFolder(), 'script.json')
  writeFileSync(script, JSON.stringify(JUDGES))
  await createProject(server, { phases: ['IMPLEMENT', 'REVIEW'], command: [process.execPath, SCRIPTED_AGENT, '--script', script] })
  await injectUnits(server, { chunk: 'judged', title: 'It is judged' })
  await untilStatus(server, 'judged', 'NEEDS_ATTENTION')
  const page = await openPanel(server, { path: '/demo/attention' })
  const review = item(page, 'It is judged')
  await review.getByRole('heading', { name: 'Asks for a person' }).waitFor()
  await review.getByText('I cannot decide this.').first().waitFor()
  expect(await review.getByRole('list', { name: 'Issues' }).getByRole('listitem').allTextContents()).toEqual([
    'Is the licence ours?',
    'No test for dates',
  ])
  await expectAccessible(page)
  await review.getByRole('textbox', { name: 'Hint for the agent' }).fill('It is ours.')
  await review.getByRole('button', { name: 'Retry with the hint' }).click()
  await page.getByRole('heading', { name: 'Nothing needs you' }).waitFor()
  await untilStatus(server, 'judged', 'DONE')
})

browserTest('who decides a moment too late is told in place who was faster, and keeps what was written', { timeout: 180_000 }, async () => {
  const stage = await startStage()
  const page = await openPanel(stage, { path: '/demo/units/export' })
  const question = item(page, EXPORT)
  const words = question.getByRole('textbox')
  await words.fill('As plain text')
  const { attentionQueue } = await ask<{ attentionQueue: { id: string; workUnit: { chunk: string } }[] }>(
    stage,
    '{ attentionQueue(project: "demo") { id workUnit { chunk } } }',
  )
  const id = attentionQueue.find(({ workUnit }) => workUnit.chunk === 'export')?.id
  // The other operator's answer comes first to the server, by as little as there can be.
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('mutation AnswerAttention')) return route.continue()
    await ask(stage, 'mutation ($id: ID!) { answerAttention(input: { item: $id, option: "JSON" }) { cursor } }', { id })
    return route.continue()
  })
  await question.getByRole('button', { name: 'Send' }).click()
  await question.getByRole('alert').getByText(/owner/).waitFor()
  await question.getByText(/Answered meanwhile by owner at \d\d:\d\d: “JSON”/).waitFor()
  expect(await words.inputValue()).toBe('As plain text')
  await expectAccessible(page)
  await question.getByRole('button', { name: 'Dismiss' }).click()
  await question.waitFor({ state: 'detached' })
  await untilStatus(stage, 'export', 'DONE')
})
