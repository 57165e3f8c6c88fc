/** The operation behind a page is one click away, in GraphiQL, signed in, and runs as it stands. */
import { expect, vi } from 'vitest'
import { browserTest, openPanel, useBrowser } from './panel.ts'
import { createProject, injectUnits, startServer } from '../system/world.ts'

useBrowser()

browserTest(
  'what is shown as GraphQL runs as it stands, with what keeps the page live and a verb beside it',
  { timeout: 90_000 },
  async () => {
    const server = await startServer()
    await createProject(server, { phases: ['IMPLEMENT'], maxAgents: 3 })
    await injectUnits(server, { chunk: 'there', held: true })
    const page = await openPanel(server, { path: '/demo/settings' })
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    await page.getByRole('textbox').first().waitFor()

    const opened = page.context().waitForEvent('page')
    await page.getByRole('link', { name: 'Show as GraphQL' }).click()
    const graphiql = await opened
    const execute = graphiql.getByRole('button', { name: /execute/i })
    // GraphiQL lets a click pass while it is busy with what it was told before.
    const open = (name: string) =>
      vi.waitFor(
        async () => {
          await execute.click({ timeout: 3_000 })
          await graphiql.getByRole('menuitem', { name, exact: true }).waitFor({ timeout: 3_000 })
        },
        { timeout: 30_000 },
      )
    const run = async (name: string) => {
      await open(name)
      await graphiql.getByRole('menuitem', { name, exact: true }).click()
    }
    await run('ProjectSettings')
    const answer = graphiql.getByRole('region', { name: /result/i })
    await answer.filter({ hasText: /"maxAgents":\s3/ }).waitFor()
    await run('UpdateProject')
    await answer.filter({ hasText: '"cursor"' }).waitFor()
    await open('WorkUnitChanges')
    expect(await graphiql.getByRole('menuitem').allTextContents()).toEqual(['ProjectSettings', 'WorkUnitChanges', 'UpdateProject'])
  },
)
