/** A unit is deleted while its agent, which has asked something, is still alive: nothing goes on in a folder that is removed, and no work is lost. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { operatorGit, temporaryFolder } from './git/sample-repository.ts'
import { ask, createProject, injectUnits, makeRepository, post, quickAgent, startCursor, startServer, subscribe } from './system/world.ts'

test('deleting a unit ends its agent before its worktree goes, keeps its work in a backup ref, and lets the chunk be injected anew', async () => {
  const notes = join(await temporaryFolder(), 'pid')
  const server = await startServer()
  const command = quickAgent(`
    require('node:fs').writeFileSync(${JSON.stringify(notes)}, String(process.pid))
    require('node:fs').writeFileSync('work.txt', 'half of it')
    const question = JSON.stringify({ query: 'mutation { askOperator(input: { question: "How?" }) { cursor } }' })
    fetch(url, { method: 'POST', headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json' }, body: question })
    // It takes until it is killed.
    process.on('SIGTERM', () => {})
    setInterval(() => {}, 1e6)`)
  const repositoryPath = await makeRepository()
  await createProject(server, { phases: ['IMPLEMENT'], command, repositoryPath })
  const subscriber = await subscribe(server, 'demo', await startCursor(server, 'demo'))

  const asks = async (): Promise<number> => {
    const head = subscriber.updates.length
    await injectUnits(server, { chunk: 'one' })
    await subscriber.until((update) => subscriber.updates.indexOf(update) >= head && update.workUnit?.status === 'NEEDS_ATTENTION')
    return Number(await readFile(notes, 'utf8'))
  }
  const agent = await asks()
  const { workUnit } = await ask<{ workUnit: { worktreePath: string } }>(
    server,
    '{ workUnit(project: "demo", chunk: "one") { worktreePath } }',
  )
  await injectUnits(server, { chunk: 'two', dependsOn: ['one'] })
  const refused = await post(server, 'mutation { deleteWorkUnit(input: { project: "demo", chunk: "one" }) { cursor } }')
  expect(refused.errors).toMatchObject([
    { message: expect.stringContaining('work.txt'), extensions: { code: 'UNMERGED_WORK', field: 'force' } },
  ])
  expect(() => process.kill(agent, 0)).not.toThrow()

  const { deleteWorkUnit } = await ask<{ deleteWorkUnit: { cursor: string; backupRef: string } }>(
    server,
    'mutation { deleteWorkUnit(input: { project: "demo", chunk: "one", force: true }) { cursor backupRef } }',
  )
  expect(await operatorGit(repositoryPath, 'show', `${deleteWorkUnit.backupRef}:work.txt`)).toBe('half of it')
  const last = await subscriber.until(({ cursor }) => cursor === deleteWorkUnit.cursor)
  expect(last).toMatchObject({ chunk: 'two', workUnit: { status: 'NEEDS_ATTENTION', attention: [{ kind: 'DEPENDENCY' }] } })
  expect(() => process.kill(agent, 0)).toThrow('ESRCH')
  expect(existsSync(workUnit.worktreePath)).toBe(false)

  expect(await asks()).not.toBe(agent)
  expect(existsSync(workUnit.worktreePath)).toBe(true)
})
