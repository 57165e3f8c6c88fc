/** Projects are added and their settings changed, by an owner, with the effect in sight; others are told why not. */
import { expect } from 'vitest'
import { ask, createProject, makeRepository, post, startServer } from '../system/world.ts'
import { becomesLive, browserTest, expectAccessible, go, openPanel, useBrowser } from './panel.ts'

useBrowser()

browserTest('a project is added, and its settings are in force in the header as soon as they are saved', { timeout: 120_000 }, async () => {
  const server = await startServer()
  await createProject(server, { phases: ['IMPLEMENT'] })
  const repository = await makeRepository()
  const page = await openPanel(server, { path: '/-/projects' })
  await page.getByRole('link', { name: 'demo', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Add a project' }).click()
  await page.getByLabel('Key').fill('notes')
  await page.getByLabel('Repository').fill('/nowhere/at/all')
  await page.getByRole('textbox', { name: 'Program and arguments: the program' }).fill('node -e 0')
  await page.getByRole('button', { name: 'Split at the blanks' }).click()
  // Half typed, it is still there when the page is loaded anew.
  await page.reload()
  await page.getByRole('textbox', { name: 'Program and arguments: argument 2' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Add it' }).click()
  const repositoryField = page.getByLabel('Repository')
  await page.locator('.field-error').filter({ hasText: '/nowhere/at/all' }).waitFor()
  expect(await repositoryField.getAttribute('aria-invalid')).toBe('true')
  await repositoryField.fill(repository)
  await page.getByLabel('Key').fill('demo')
  await page.getByRole('button', { name: 'Add it' }).click()
  await page
    .locator('.field-error')
    .filter({ hasText: 'demo' })
    .or(page.getByRole('alert').filter({ hasText: 'demo' }))
    .waitFor()
  await page.getByLabel('Key').fill('notes')
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.getByText('notes was added.').waitFor()
  await page.getByRole('link', { name: 'Settings of notes' }).click()
  await becomesLive(page)

  const header = page.getByRole('banner').first()
  await header.getByText('0 of 4 slots').waitFor()
  const agents = page.getByRole('region', { name: 'Agents at a time' })
  await agents.getByRole('textbox').fill('0')
  await agents.getByText('It must be a whole number from 1 to 1000.').waitFor()
  await agents.getByRole('textbox').fill('7')
  await agents.getByText('In force: 4').waitFor()
  await agents.getByRole('button', { name: 'Save' }).click()
  await header.getByText('0 of 7 slots').waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  await header.getByText('Paused').waitFor()

  const check = page.getByRole('region', { name: 'Check command' })
  await check.getByRole('button', { name: 'Add an argument' }).click()
  await page.keyboard.type('sh')
  await page.keyboard.press('Enter')
  await page.keyboard.type('-c')
  await page.keyboard.press('Enter')
  await page.keyboard.type('exit 0 # with blanks')
  await check.getByRole('button', { name: 'Save' }).click()
  await check.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' })
  const branch = page.getByRole('region', { name: 'Base branch' })
  await branch.getByRole('textbox').fill('no-such-branch')
  await branch.getByRole('button', { name: 'Save' }).click()
  await branch.getByText(/no-such-branch/).waitFor()
  await branch.getByRole('button', { name: 'Discard' }).click()
  const { project } = await ask<{ project: object }>(
    server,
    '{ project(key: "notes") { paused maxAgents checkCommand baseBranch agent { command } } }',
  )
  expect(project).toEqual({
    paused: true,
    maxAgents: 7,
    checkCommand: ['sh', '-c', 'exit 0 # with blanks'],
    baseBranch: 'main',
    agent: { command: ['node', '-e', '0'] },
  })
  await expectAccessible(page)
})

browserTest('a token is shown once, a webhook goes only where it may, and who is no owner is told so', { timeout: 120_000 }, async () => {
  const server = await startServer()
  await createProject(server, { phases: ['IMPLEMENT'] })
  const page = await openPanel(server, {
    path: '/demo/settings',
    colorScheme: 'dark',
    permissions: ['clipboard-read', 'clipboard-write'],
    viewport: { width: 390, height: 844 },
  })
  const tokens = page.getByRole('region', { name: 'Tokens' })
  await tokens.getByLabel('Name').fill('Not a name')
  await tokens.getByRole('button', { name: 'Make a token' }).click()
  await tokens.locator('.field-error').filter({ hasText: 'name must be' }).waitFor()
  await tokens.getByLabel('Name').fill('ada')
  await tokens.getByRole('button', { name: 'Make a token' }).click()
  await tokens.getByText('It is shown now and never again').waitFor()
  await tokens.getByRole('button', { name: 'Copy' }).click()
  await tokens.getByRole('button', { name: 'Copied' }).waitFor()
  const token = await page.evaluate(async () => navigator.clipboard.readText())
  expect(await ask({ ...server, ownerToken: token }, '{ viewer { name role } }')).toEqual({ viewer: { name: 'ada', role: 'VIEWER' } })
  await expectAccessible(page)
  await page.reload()
  await becomesLive(page)
  await tokens.getByRole('rowheader', { name: 'ada' }).waitFor()
  expect(await page.content()).not.toContain(token)
  expect(await page.evaluate(() => JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)]))).not.toContain(token)

  const hooks = page.getByRole('region', { name: 'Webhooks' })
  await hooks.getByLabel('Address').fill('https://elsewhere.example/hook')
  await hooks.getByRole('button', { name: 'Add a webhook' }).click()
  await hooks.locator('.field-error').filter({ hasText: '--allow-webhook elsewhere.example' }).waitFor()

  const looking = await openPanel({ ...server, ownerToken: token }, { path: '/demo/settings', expected: /./ })
  await looking.getByText('Only an owner’s token can change these').waitFor()
  expect(await looking.getByRole('button', { name: /Pause|Save|Make a token/ }).count()).toBe(0)
  await looking.getByRole('region', { name: 'Base branch' }).getByText('main').waitFor()
  await go(looking, '/demo/inject')
  await looking.getByText('Your token may look, not act.').waitFor()

  await tokens.getByRole('button', { name: 'Revoke the token of ada' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
  await tokens.getByText('revoked', { exact: true }).waitFor()
  expect((await post({ ...server, ownerToken: token }, '{ viewer { name } }')).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED')
})
