/** signalbox export, import and doctor, as their users type them. */
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { processEnvironment } from '../../src/config.ts'
import type { Invocation } from './invoke.ts'
import { startTestServer, type TestServer } from './running-server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
  await server.addProject('shop', ['--phases', 'IMPLEMENT'], ['git', 'status'])
  await server.run('inject', 'login', '--held')
})

afterAll(() => server.stop())

test('a project goes through a file and through a pipe into another data folder', async () => {
  const piped = await server.run('export', 'shop')
  expect(piped).toMatchObject({ code: 0, err: 'signalbox: exported shop: 1 work units, 1 changes, 0 runs\n' })
  const file = join(server.folder, 'shop.jsonl')
  expect(await server.run('export', 'shop', '--out', file)).toMatchObject({ code: 0, out: '' })
  expect(await readFile(file, 'utf8')).toBe(piped.out)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await readdir(server.folder)).not.toContain('shop.jsonl.part')

  const other = ['--data-dir', join(server.folder, 'other')]
  const imported = await server.runWith({ input: piped.out }, 'import', '-', ...other, '--key', 'store')
  expect(imported).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^store: imported; 1 work units, 1 changes; .*shop\n$/) })
  expect((await server.run('export', 'store', ...other)).out).toBe(piped.out.replace('"key":"shop"', '"key":"store"'))

  const refusals: readonly [string[], string, RegExp][] = [
    [['import', file], '', /^signalbox: Another signalbox server works in .*Stop it first/],
    [['import', file, ...other], '', /^signalbox: DUPLICATE_PROJECT: .*already, with the key 'store'/],
    [['import', join(server.folder, 'nothing'), ...other], '', /^signalbox: .*nothing cannot be read: ENOENT/],
    [['import', '-', ...other], piped.out.slice(0, -20), /^signalbox: VALIDATION_FAILED: Line 3: the line must be JSON/],
    [['import', file, ...other, '--key', 'A B'], '', /^signalbox: VALIDATION_FAILED: key must be a slug/],
    [['import', file, ...other, '--repository', '/nowhere'], '', /^signalbox: VALIDATION_FAILED: .*nothing at "\/nowhere"/],
    [['export', 'nothing'], '', /^signalbox: NOT_FOUND: There is no project 'nothing'/],
    [['export', 'shop', '--out', join(server.folder, 'no', 'folder')], '', /^signalbox: .* cannot be written: ENOENT/],
    [['export', 'shop', '--data-dir', join(server.folder, 'none')], '', /^signalbox: The database file .* cannot be used: ENOENT/],
  ]
  for (const [words, input, message] of refusals) {
    expect(await server.runWith({ input }, ...words), words.join(' ')).toEqual({ code: 1, out: '', err: expect.stringMatching(message) })
  }
  expect(await readdir(server.folder)).not.toContain('none')
})

test('the doctor says that all is well, or what is wrong and what to do', async () => {
  const doctor = (...words: string[]): Promise<Invocation> => server.runWith({ environment: processEnvironment() }, 'doctor', ...words)
  const well = await doctor()
  expect(well).toMatchObject({ code: 0, err: '' })
  expect(well.out.split('\n').filter((line) => line !== '' && !line.startsWith('✓ '))).toEqual([])

  await chmod(join(server.dataDir, 'owner-token'), 0o640)
  await writeFile(join(server.dataDir, 'server.json'), '{}')
  const ill = await doctor()
  expect(ill).toMatchObject({ code: 1, err: expect.stringMatching(/^signalbox: \d+ checks: 2 wrong, 0 could not look\.\n$/) })
  expect(ill.out).toMatch(/^✗ nobody else can read its files\n {4}.*owner-token is open to others \(mode 640\)\n {4}→ /m)
  const findings = JSON.parse((await doctor('--json')).out) as { name: string; state: string }[]
  expect(findings.filter(({ state }) => state !== 'FINE').map(({ name }) => name)).toEqual(['private-files', 'server'])
})
