/** Whether the dashboard shows what is in the database: each unit with its status, in its block. */
import type { Page } from 'playwright-core'
import { type Place, request } from './project.ts'

/** Status and block of each chunk, in the page's words. */
type States = ReadonlyMap<string, string>

/** How many units the page shows as they are in the database. */
export async function countEqual(page: Page, place: Place, project: string): Promise<number> {
  const [expected, found] = [await readStates(place, project), await shownStates(page, project)]
  return [...expected].filter(([chunk, state]) => found.get(chunk) === state).length
}

/** All units as the page shows them, read from its overview while it is scrolled from the top to the bottom. */
async function shownStates(page: Page, project: string): Promise<States> {
  await page.evaluate((hash) => {
    window.location.hash = hash
  }, `/${project}?view=overview&group=none&sort=name`)
  await page.locator('.slim').first().waitFor()
  const entries = await page.evaluate(async () => {
    const scroller = document.getElementById('page')
    const found = new Map<string, string>()
    if (!scroller) return []
    for (let top = 0; top < scroller.scrollHeight; top += scroller.clientHeight / 2) {
      scroller.scrollTop = top
      for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      for (const unit of document.querySelectorAll<HTMLElement>('.slim')) {
        const chunk = unit.querySelector('.slim-chunk')?.textContent ?? ''
        const block = unit.querySelector('.unseen')?.textContent ?? ''
        found.set(chunk, `${unit.dataset['status']} ${block}`)
      }
    }
    return [...found]
  })
  return new Map(entries)
}

interface UnitPage {
  readonly nodes: readonly { readonly chunk: string; readonly status: string; readonly phase: string }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

async function readStates(place: Place, project: string): Promise<States> {
  const query = `query ($project: String!, $after: String) { project(key: $project) {
    workUnits(first: 500, after: $after) { nodes { chunk status phase } pageInfo { hasNextPage endCursor } } } }`
  const states = new Map<string, string>()
  for (let after: string | null = null, goesOn = true; goesOn;) {
    const data: { project: { workUnits: UnitPage } } = await request(place, query, { project, after })
    const { nodes, pageInfo } = data.project.workUnits
    for (const { chunk, status, phase } of nodes) {
      const block = status === 'DONE' ? status : phase
      states.set(chunk, `${status} in ${block[0]}${block.slice(1).toLowerCase()}`)
    }
    after = pageInfo.endCursor
    goesOn = pageInfo.hasNextPage
  }
  return states
}
