/**
 * A style sheet of one page stays when another page is opened: a class that two pages style means something else after the other one was there.
 * If this fails, begin the class with the name of its page, or move what both mean to ui/.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const dashboard = new URL('../../dashboard/', import.meta.url)
const sheets = readdirSync(dashboard, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.css'))
/** Their classes are for all pages, which may say how these look in a place of theirs. */
const FOR_ALL = ['ui', 'shell']

function foldersByClass(): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>()
  for (const file of sheets) {
    const [folder = ''] = file.split('/')
    const text = readFileSync(new URL(file, dashboard), 'utf8').replace(/\/\*[^]*?\*\//g, '')
    for (const [, selector = ''] of text.matchAll(/([^{}]+)\{/g)) {
      for (const [, name = ''] of selector.matchAll(/\.([a-z][\w-]*)/g)) folders.set(name, (folders.get(name) ?? new Set()).add(folder))
    }
  }
  return folders
}

test('no class is styled by two pages', () => {
  const folders = foldersByClass()
  expect(folders.size).toBeGreaterThan(100)
  const shared = [...folders].filter(([, owners]) => owners.size > 1 && !FOR_ALL.some((each) => owners.has(each)))
  expect(shared.map(([name, owners]) => `.${name}: ${[...owners].join(', ')}`)).toEqual([])
})
