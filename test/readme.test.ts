/** The README says what the code does. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ERRORS } from '../src/domain/errors.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the table of error codes is the one of domain/errors.ts', () => {
  const rows = Object.entries(ERRORS).map(([code, { meaning, remedy }]) => `| \`${code}\` | ${meaning} | ${remedy} |`)
  const table = ['| code | meaning | what to do |', '| --- | --- | --- |', ...rows].join('\n')
  const found = readme.match(/<!-- errors -->\n([\s\S]*?)\n<!-- \/errors -->/)?.[1]
  expect(found?.trim(), `Put this between the two marks in README.md:\n\n${table}\n`).toBe(table)
})

test('every room of src has a row', () => {
  const rows = new Set([...readme.matchAll(/^\| `(src\/[a-z]+|dashboard|prisma)` \|/gm)].map(([, room]) => room))
  const folders = readdirSync(new URL('../src', import.meta.url), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const rooms = folders.filter(({ name }) => name !== 'generated').map(({ name }) => `src/${name}`)
  expect(rows).toEqual(new Set([...rooms, 'dashboard', 'prisma']))
})

test('the script that delivers is the one that is tested', () => {
  const script = readFileSync(new URL('../src/operations/deliver.sh', import.meta.url), 'utf8')
  expect(readme, 'Put src/operations/deliver.sh into the block of README.md.').toContain(`\`\`\`sh\n${script}\`\`\`\n`)
})
