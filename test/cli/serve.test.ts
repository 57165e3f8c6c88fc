/** `signalbox serve` as a program. */
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startProgram } from './program-process.ts'

// Four starts of a program take their time on a busy machine.
vi.setConfig({ testTimeout: 90_000 })

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-serve-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

test('a server says where it listens, keeps others out of its folder and port, and stops cleanly', async () => {
  const folder = await temporaryFolder()
  const dataDir = join(folder, 'data')
  const server = startProgram(['serve', '--port', '0', '--data-dir', dataDir])
  const line = await server.line()
  expect(line).toMatch(/^signalbox listens on http:\/\/127\.0\.0\.1:\d+$/)
  const url = line.replace('signalbox listens on ', '')
  expect(JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8'))).toMatchObject({ url, pid: server.process.pid })
  for (const file of ['server.json', 'owner-token']) expect((await stat(join(dataDir, file))).mode & 0o777).toBe(0o600)

  const [second, samePort] = await Promise.all([
    startProgram(['serve', '--port', '0', '--data-dir', dataDir]).process,
    startProgram(['serve', '--port', new URL(url).port, '--data-dir', join(folder, 'other')]).process,
  ])
  expect(second).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringMatching(/^signalbox: Another signalbox server works in .*$/),
  })
  expect(samePort).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/^signalbox: .*in use.*$/) })

  server.process.kill('SIGTERM')
  const { exitCode, stdout, stderr } = await server.process
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 0, stdout: line, stderr: '' })
  await expect(stat(join(dataDir, 'server.json'))).rejects.toThrow('ENOENT')
})

test('a database file that is none, and a data folder that is none, are one line and exit code 1', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'data'))
  await writeFile(join(folder, 'data', 'signalbox.db'), 'This is no database. '.repeat(100))
  await writeFile(join(folder, 'file'), '')
  const results = await Promise.all(
    ['data', 'file'].map((name) => startProgram(['serve', '--port', '0', '--data-dir', join(folder, name)]).process),
  )
  for (const { exitCode, stdout, stderr } of results) {
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).toMatch(/^signalbox: .*$/)
  }
})
