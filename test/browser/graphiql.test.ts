/** GraphiQL works without the network, signed in, with the operations that come with signalbox. */
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { createProject, makeRepository, quickAgent, startServer } from '../system/world.ts'
import { browserTest, openPanel, useBrowser } from './panel.ts'

useBrowser()

/** One of the chunks of deliver.graphql asks before it is done. */
const ASKS_ABOUT_EXPORT = `
  if (chunk === 'export' && phase === 'IMPLEMENT' && !process.env.SIGNALBOX_ANSWER) {
    const query = 'mutation { askOperator(input: { question: "In which format?" }) { cursor } }'
    const headers = { authorization: 'Bearer ' + token, 'content-type': 'application/json' }
    fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) }).then(() => process.exit(75))
  }`

/** Runs one of the operations that are in GraphiQL's editor. */
async function execute(page: Page, name: string, variables: object): Promise<void> {
  await page.getByRole('region', { name: 'Variables' }).getByRole('textbox').focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.insertText(JSON.stringify(variables))
  // The editor may have closed brackets of its own accord, behind those that are there.
  await page.keyboard.press('ControlOrMeta+Shift+End')
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: /execute/i }).click()
  await page.getByRole('menuitem', { name, exact: true }).click()
}

/** Resolves when GraphiQL's answer has this in it, with what stands in the parentheses. */
async function found(page: Page, pattern: RegExp): Promise<string> {
  const answer = page.getByRole('region', { name: /result/i }).filter({ hasText: pattern })
  await answer.waitFor()
  return pattern.exec(await answer.innerText())?.[1] ?? ''
}

browserTest('in GraphiQL work is delivered by the operations of deliver.graphql', { timeout: 90_000 }, async () => {
  const server = await startServer()
  await createProject(server, { phases: ['IMPLEMENT'] })
  const operations = await readFile(new URL('../../src/operations/deliver.graphql', import.meta.url), 'utf8')
  const open = async (page: Page) => {
    // So wide that its editor breaks no line of an answer.
    await page.setViewportSize({ width: 1_900, height: 800 })
    await page.goto(`${server.url}/graphql?query=${encodeURIComponent(operations)}`)
    return page
  }
  const page = await open(await openPanel(server))
  await execute(page, 'Deliver', { repository: await makeRepository(), agent: quickAgent(ASKS_ABOUT_EXPORT) })
  await execute(page, 'Follow', { after: await found(page, /"cursor":\s"([^"]+)"/) })
  const item = await found(page, /"id":\s"([^"]+)"/)

  const other = await open(await openPanel(server))
  await execute(other, 'Answer', { item, answer: 'Markdown' })
  await found(other, /"(READY)"/)
  await page
    .getByRole('region', { name: /result/i })
    .filter({ hasText: '"manual"' })
    .filter({ hasText: '"DONE"' })
    .waitFor()
  await execute(other, 'Delivered', {})
  await found(other, /(?:"mergedCommit":\s"[0-9a-f]{40}"[^]*){3}/)
})
