/** Chunks are injected by hand, by pasting and from the repository: what would come of it is seen before, and nothing is made by halves. */
import { rename } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { commit } from '../git/sample-repository.ts'
import { ask, createProject, injectUnits, makeRepository, startServer, type Place } from '../system/world.ts'
import { becomesLive, browserTest, expectAccessible, openPanel, useBrowser } from './panel.ts'

useBrowser()

const goal = (title: string, ...frontmatter: string[]) => `---\n${frontmatter.join('\n')}\n---\n# ${title}\n\nIts goal.\n`

/** A project in which nothing starts. */
async function startPaused(repositoryPath?: string): Promise<Place> {
  const server = await startServer()
  await createProject(server, { phases: ['PLAN', 'IMPLEMENT'], ...(repositoryPath !== undefined && { repositoryPath }) })
  await ask(server, 'mutation { updateProject(input: { key: "demo", paused: true }) { cursor } }')
  return server
}

async function unitsOf(place: Place): Promise<Record<string, [status: string, dependsOn: string]>> {
  const { workUnits } = await ask<{ workUnits: { nodes: { chunk: string; status: string; dependsOn: { chunk: string }[] }[] } }>(
    place,
    '{ workUnits(project: "demo") { nodes { chunk status dependsOn { chunk } } } }',
  )
  return Object.fromEntries(
    workUnits.nodes.map(({ chunk, status, dependsOn }) => [chunk, [status, dependsOn.map((each) => each.chunk).join()]]),
  )
}

const previewOf = (page: Page) => page.getByRole('complementary', { name: 'What will happen' })

/** The chunks in the order in which they would be created, once the preview is that of the basket. */
async function orderOf(page: Page, count: number): Promise<(string | null)[]> {
  const preview = previewOf(page)
  await preview.getByRole('button', { name: `Inject ${count} chunk`, disabled: false }).waitFor()
  return preview.locator('ol > li > div > .chunk').allTextContents()
}

browserTest(
  'a cycle is refused in the preview, named, corrected, and then injected, by hand and by pasting',
  { timeout: 120_000 },
  async () => {
    const server = await startPaused()
    await injectUnits(server, { chunk: 'there', goal: goal('It is there', 'code_paths: [src/shared.js]') })
    const page = await openPanel(server, { path: '/demo/inject' })
    const preview = previewOf(page)

    await page.getByRole('heading', { name: 'Inject', exact: true }).waitFor()
    await page.keyboard.press('n')
    // A new one is open, with the focus in its name.
    await page.keyboard.type('alpha')
    await page.getByLabel('Depends on').fill('beta')
    await page.getByRole('button', { name: /^Edit alpha/ }).click()
    await page.getByRole('radio', { name: 'Paste' }).click()
    await page
      .getByLabel('Texts of GOAL.md files')
      .fill(`=== beta ===\n${goal('Beta', 'depends_on: [alpha, there]')}\n=== gamma ===\n${goal('Gamma', 'code_paths: [src/shared.js]')}`)
    await page.getByText('2 chunks: beta, gamma').waitFor()
    await page.getByRole('button', { name: 'Put all 2 into the basket' }).click()

    await preview.getByText('These would wait for each other for ever: alpha → beta → alpha').waitFor()
    expect(await preview.getByRole('button', { name: 'Inject 3 chunks' }).isDisabled()).toBe(true)
    expect(await page.locator('li[data-problem="true"]').count()).toBe(2)
    await expectAccessible(page)

    // What is in the basket is still there when the page is loaded anew, and so is what is wrong with it.
    await page.reload()
    await becomesLive(page)
    await preview.getByRole('button', { name: 'Go to alpha' }).click()
    await page.getByText('alpha → beta → alpha').nth(1).waitFor()
    await page.getByLabel('Depends on').fill('')
    expect(await orderOf(page, 3)).toEqual(['alpha', 'beta', 'gamma'])
    await preview.getByText('1 predicted conflict').waitFor()
    await preview.getByText('src/shared.js').waitFor()
    await preview.locator('ol > li').filter({ hasText: 'Beta' }).getByRole('img', { name: 'Blocked' }).waitFor()

    await page.keyboard.press('ControlOrMeta+Enter')
    await preview.getByText('3 work units were made:').waitFor()
    await page.getByText('The basket is empty').waitFor()
    expect(await unitsOf(server)).toMatchObject({ alpha: ['READY', ''], beta: ['BLOCKED', 'there,alpha'], gamma: ['READY', ''] })
    await preview.getByRole('link', { name: 'beta' }).click()
    await page.waitForFunction(() => window.location.hash === '#/demo/units/beta')
  },
)

browserTest('each mistake has its sentence at the chunk that it is in, and the basket stays', { timeout: 120_000 }, async () => {
  const server = await startPaused()
  const page = await openPanel(server, { path: '/demo/inject', colorScheme: 'dark', viewport: { width: 390, height: 844 } })
  const preview = previewOf(page)
  await page.getByRole('button', { name: 'Add a chunk' }).click()
  const refused = async (sentence: RegExp) => {
    await preview.getByText(sentence).waitFor()
    await page.locator('li[data-problem="true"]').getByText(sentence).waitFor()
  }

  await page.getByRole('textbox', { name: 'Goal' }).fill('Something.')
  await refused(/chunk must be a slug .* found ""/)
  await page.getByLabel('Chunk', { exact: true }).fill('delta')
  await orderOf(page, 1)
  await page.getByRole('textbox', { name: 'Goal' }).fill('---\nstatus: FUTURE\ndepends_on: [a\n---\n')
  await refused(/goal, line \d: the frontmatter is no YAML/)
  await page.getByRole('textbox', { name: 'Goal' }).fill('x'.repeat(257 * 1024))
  await refused(/goal may have 256 KiB at most; found 257 KiB/)
  await page.getByRole('textbox', { name: 'Goal' }).fill('# Delta\n')
  await page.getByLabel('Priority').fill('soon')
  await refused(/priority must be a whole number/)
  await page.getByLabel('Priority').fill('2000')
  await refused(/priority must be a whole number from -1000 to 1000; found 2000/)
  await page.getByLabel('Priority').fill('7')
  await page.getByLabel('Depends on').fill('nobody')
  await refused(/'delta' depends on 'nobody', which is neither in project 'demo' nor in this injection/)
  await page.getByLabel('Depends on').fill('')
  await orderOf(page, 1)
  await expectAccessible(page)

  // Somebody else is faster: the preview hears of it.
  await injectUnits(server, { chunk: 'delta' })
  await refused(/Chunk 'delta' exists in project 'demo' already/)
  await page.getByLabel('Chunk', { exact: true }).fill('delta-2')
  await orderOf(page, 1)
  expect(Object.keys(await unitsOf(server))).toEqual(['delta'])
  await preview.getByRole('button', { name: 'Inject 1 chunk' }).click()
  await preview.getByText('1 work unit was made:').waitFor()
  expect(Object.keys(await unitsOf(server))).toEqual(['delta', 'delta-2'])
})

browserTest('what is put into the basket while an injection is under way stays in it', { timeout: 120_000 }, async () => {
  const server = await startPaused()
  const page = await openPanel(server, { path: '/demo/inject' })
  const preview = previewOf(page)
  await page.getByRole('button', { name: 'Add a chunk' }).click()
  await page.getByLabel('Chunk', { exact: true }).fill('first')
  await orderOf(page, 1)
  // The server takes its time, until there is a second chunk.
  let goOn = () => {}
  const isAsked = new Promise<void>((resolve) => {
    void page.route('**/graphql', async (route) => {
      if (!route.request().postData()?.includes('mutation InjectWorkUnits')) return route.continue()
      resolve()
      await new Promise<void>((answer) => {
        goOn = answer
      })
      return route.continue()
    })
  })
  await preview.getByRole('button', { name: 'Inject 1 chunk' }).click()
  await isAsked
  await page.getByRole('button', { name: 'Add a chunk' }).click()
  await page.getByLabel('Chunk', { exact: true }).last().fill('second')
  goOn()
  await preview.getByText('1 work unit was made:').waitFor()
  await page.getByRole('button', { name: /^Edit first/ }).waitFor({ state: 'detached' })
  expect(await page.getByLabel('Chunk', { exact: true }).inputValue()).toBe('second')
  expect(Object.keys(await unitsOf(server))).toEqual(['first'])
})

browserTest(
  'files of the repository are chosen with what they depend on, and the ones that cannot be say why',
  { timeout: 120_000 },
  async () => {
    const repository = await makeRepository()
    const server = await startPaused(repository)
    const page = await openPanel(server, { path: '/demo/inject' })
    await page.getByRole('radio', { name: 'From the repository' }).click()
    await page.getByRole('heading', { name: 'No GOAL.md on the base branch' }).waitFor()

    await commit(
      repository,
      {
        'docs/chunks/base/GOAL.md': goal('The base', 'code_paths: [src/base.js]'),
        'docs/chunks/middle/GOAL.md': goal('The middle', 'depends_on: [base, old]', 'priority: 3'),
        'docs/chunks/middle/PLAN.md': '# Plan\n\nStep by step.\n',
        'docs/chunks/top/GOAL.md': goal('The top', 'depends_on: [middle]'),
        'docs/chunks/old/GOAL.md': goal('The old one', 'status: ACTIVE'),
        'docs/chunks/broken/GOAL.md': '---\nstatus: FUTURE\ndepends_on: [a\n---\n',
        'docs/chunks/big/GOAL.md': 'x'.repeat(257 * 1024),
      },
      'chunks',
    )
    await page.getByRole('button', { name: 'Read again' }).click()
    const files = page.getByRole('list', { name: 'GOAL.md files on the base branch' })
    await files.getByText(/docs\/chunks\/broken\/GOAL\.md, line \d: the frontmatter is no YAML/).waitFor()
    await files.getByText("'old' is finished: its document says status ACTIVE").waitFor()
    await files.getByText(/big\/GOAL\.md may have 256 KiB at most/).waitFor()
    expect(await files.getByRole('checkbox', { disabled: true }).count()).toBe(3)

    await page.getByRole('searchbox', { name: 'Search files' }).fill('the top')
    await files.getByRole('listitem').filter({ hasText: 'The top' }).locator('label').click()
    await page.getByText('top waits for middle, base, which are not in the project yet.').waitFor()
    await previewOf(page).getByText("'top' depends on 'middle', which is neither").waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Add these 2 too' }).click()
    expect(await orderOf(page, 3)).toEqual(['base', 'middle', 'top'])
    await previewOf(page).locator('ol > li').filter({ hasText: 'The middle' }).getByText('starts at Implement').waitFor()
    await previewOf(page).getByRole('button', { name: 'Inject 3 chunks' }).click()
    await previewOf(page).getByText('3 work units were made:').waitFor()
    expect(await unitsOf(server)).toEqual({ base: ['READY', ''], middle: ['BLOCKED', 'base'], top: ['BLOCKED', 'middle'] })

    // Git fails: that is told, and what was read stays.
    await rename(repository, `${repository}-elsewhere`)
    await page.getByRole('button', { name: 'Read again' }).click()
    await page.getByRole('alert').filter({ hasText: repository }).waitFor()
    await rename(`${repository}-elsewhere`, repository)
    await page.getByRole('button', { name: 'Read again' }).click()
    await page.getByRole('searchbox', { name: 'Search files' }).fill('')
    await files.getByText("The project has a work unit for 'top' already.").waitFor()
  },
)
