import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { PLANTS } from './plants.ts'

const ROOT = new URL('../../', import.meta.url)

test.each(PLANTS)('$name: it can still be planted, and who catches it is there', ({ file, find, caughtBy }) => {
  const text = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8')
  expect(text(file).split(find).length - 1, `times that its text is in ${file}`).toBe(1)
  expect(caughtBy.length).toBeGreaterThan(0)
  for (const check of caughtBy) if (check.title !== undefined) expect(text(check.file)).toContain(check.title)
})
