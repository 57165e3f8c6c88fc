/** The merge of what is finished: once, never over somebody's work, and nothing is lost when it cannot be. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { retryWorkUnits } from '../../src/services/work-unit.ts'
import { commit, operatorGit, write } from '../git/sample-repository.ts'
import { OPERATOR } from '../support/units.ts'
import { agent, isDone, makeStage, needsAttention, type Stage, subjects } from './stage.ts'

/** An agent that lets the operator commit to the base branch while it works. */
function stageWhereBaseMoves(file: string, settings: Parameters<typeof makeStage>[0] = {}): Promise<Stage> {
  const source = `
    const git = (...args) => spawnSync('git', ['-c', 'user.name=Olga', '-c', 'user.email=olga@example.org', ...args], { cwd: process.cwd() + '/../../../repository' })
    if (phase === 'IMPLEMENT') for (const path of ['shared.txt', chunk + '.txt']) writeFileSync(path, 'from the agent')
    if (!existsSync('../../../repository/moved.txt')) {
      writeFileSync('../../../repository/${file}', 'from the operator')
      writeFileSync('../../../repository/moved.txt', '')
      git('add', '--all')
      git('commit', '--message', 'the base moves')
    }
    if (phase === 'REBASE') { console.log(prompt.split('## Your task')[1].split('## Rules')[0]); spawnSync('git', ['checkout', '--theirs', '.']) }
  `
  return makeStage({ agent: { driver: 'COMMAND', environment: [], command: agent(source) }, ...settings })
}

test('what stands on an older base is rebased and merged', async () => {
  const stage = await stageWhereBaseMoves('other.txt')
  await stage.start()
  await stage.inject('one')
  await stage.until('one', isDone)
  expect(await subjects(stage.repository)).toEqual(['first', 'the base moves', 'one: One'])
  expect(await readFile(join(stage.repository, 'shared.txt'), 'utf8')).toBe('from the agent')
  expect(await operatorGit(stage.repository, 'status', '--porcelain')).toBe('')
})

test('a conflict names its files and loses nothing; settled in the worktree, a retry merges', async () => {
  const stage = await stageWhereBaseMoves('shared.txt')
  await stage.start()
  await stage.inject('one')
  const unit = await stage.until('one', needsAttention)
  expect(unit.attention).toMatchObject([{ kind: 'MERGE_CONFLICT', detail: 'shared.txt', prompt: expect.stringContaining('shared.txt') }])
  expect(unit.attention[0]?.prompt).toContain(unit.worktreePath)
  expect(await subjects(stage.repository)).toEqual(['first', 'the base moves'])
  const worktree = unit.worktreePath ?? ''
  expect(await readFile(join(worktree, 'shared.txt'), 'utf8')).toBe('from the agent')
  expect(await operatorGit(worktree, 'status', '--porcelain')).toBe('')

  await operatorGit(worktree, 'rebase', '-X', 'theirs', 'main')
  await retryWorkUnits(stage.services, OPERATOR, { project: 'demo', chunks: ['one'] })
  await stage.until('one', isDone)
  expect(await subjects(stage.repository)).toEqual(['first', 'the base moves', 'one: One'])
})

test('the phase REBASE tells its agent of the conflicts, and needs a person where they are still there', async () => {
  const stage = await stageWhereBaseMoves('shared.txt', { phases: ['IMPLEMENT', 'REBASE'] })
  await stage.start()
  await stage.inject('one')
  const unit = await stage.until('one', needsAttention)
  expect(unit).toMatchObject({ phase: 'REBASE', attention: [{ kind: 'MERGE_CONFLICT', detail: 'shared.txt' }] })
  expect(await stage.output('one')).toContain('meets conflicts in these files:\n\n- `shared.txt`')
})

test('an operator’s uncommitted file in the way stops the merge, and is named', async () => {
  const stage = await makeStage({
    agent: { driver: 'COMMAND', environment: [], command: agent(`writeFileSync('shared.txt', 'from the agent')`) },
  })
  await write(stage.repository, 'shared.txt', 'not committed')
  await stage.start()
  await stage.inject('one')
  const unit = await stage.until('one', needsAttention)
  expect(unit.attention).toMatchObject([
    { kind: 'MERGE_CONFLICT', detail: 'shared.txt', prompt: expect.stringContaining('Commit or stash shared.txt') },
  ])
  expect(await readFile(join(stage.repository, 'shared.txt'), 'utf8')).toBe('not committed')
  expect(await subjects(stage.repository)).toEqual(['first'])

  await operatorGit(stage.repository, 'checkout', '--', 'shared.txt')
  await retryWorkUnits(stage.services, OPERATOR, { project: 'demo', chunks: ['one'] })
  await stage.until('one', isDone)
  expect(await readFile(join(stage.repository, 'shared.txt'), 'utf8')).toBe('from the agent')
})

test('many that are finished at once are merged each once, in a straight line', async () => {
  const stage = await makeStage({ maxAgents: 4 })
  await stage.start()
  const chunks = ['a', 'b', 'c', 'd']
  await stage.inject(...chunks)
  await Promise.all(chunks.map((chunk) => stage.until(chunk, isDone)))
  expect((await subjects(stage.repository)).toSorted()).toEqual(['a: A', 'b: B', 'c: C', 'd: D', 'first'])
  expect(await operatorGit(stage.repository, 'rev-list', '--merges', 'main')).toBe('')
  expect(await stage.runs('d')).toHaveLength(1)
  // They queue: none has to rebase again because another one was quicker.
  expect(stage.log.filter(({ msg }) => msg === 'the base branch has moved: merging again')).toEqual([])
})

test('the check gates the merge, on the rebased work', async () => {
  const check = `
    const { existsSync } = require('node:fs')
    console.log('checking')
    if (existsSync('bad.txt') || !existsSync('other.txt')) { console.log('bad.txt is bad'); process.exit(1) }
  `
  const stage = await stageWhereBaseMoves('other.txt', { checkCommand: [process.execPath, '-e', check] })
  await stage.start()
  await stage.inject('one')
  await stage.until('one', isDone)
  expect(await stage.output('one')).toContain('checking')

  await commit(stage.repository, { 'bad.txt': 'bad' }, 'something bad')
  await stage.inject('two')
  const unit = await stage.until('two', needsAttention)
  expect(unit.attention).toMatchObject([{ kind: 'AGENT_FAILED', detail: expect.stringContaining('bad.txt is bad') }])
  expect(await subjects(stage.repository)).toEqual(['first', 'the base moves', 'one: One', 'something bad'])
  expect(existsSync(unit.worktreePath ?? '')).toBe(true)
})
