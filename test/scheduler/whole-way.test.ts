/** From an injection to merged work, phase by phase. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PHASES } from '../../src/domain/phase.ts'
import { answerAttention } from '../../src/services/attention.ts'
import { operatorGit } from '../git/sample-repository.ts'
import { OPERATOR } from '../support/units.ts'
import { agent, isDone, makeStage, needsAttention, subjects } from './stage.ts'

test('a unit goes through all six phases, each in a run of its own, and is merged once', async () => {
  const stage = await makeStage({
    phases: PHASES,
    agent: {
      driver: 'COMMAND',
      environment: [],
      command: agent(`
        console.log(phase + ' of ' + chunk)
        appendFileSync('phases.txt', phase + '\\n')
        if (phase === 'REVIEW') await review('APPROVE')
      `),
    },
  })
  await stage.start()
  await stage.inject({ chunk: 'one', title: 'The first', phase: 'GOAL' })
  const unit = await stage.until('one', isDone)

  expect(await readFile(join(stage.repository, 'phases.txt'), 'utf8')).toBe(PHASES.map((phase) => `${phase}\n`).join(''))
  expect(await stage.runs('one')).toEqual(PHASES.map((phase) => ({ phase, status: 'SUCCEEDED', exitCode: 0, failure: null })))
  expect(await stage.output('one')).toBe('COMPLETE of one\n')
  expect(await subjects(stage.repository)).toEqual(['first', ...PHASES.map(() => 'one: The first')])
  expect(await operatorGit(stage.repository, 'log', '-1', '--format=%(trailers:key=Signalbox-Phase,valueonly)')).toContain('COMPLETE')
  expect(unit).toMatchObject({ branch: null, worktreePath: null, mergedCommit: await operatorGit(stage.repository, 'rev-parse', 'main') })

  const changes = await stage.store.changeLog.page(stage.project.id, 0)
  const way = changes
    .filter((change, index) => index === 0 || change.changedFields.includes('status'))
    .map(({ snapshot }) => snapshot?.unit.status)
  expect(way).toEqual([...PHASES.flatMap(() => ['READY', 'RUNNING']), 'DONE'])

  await stage.logged(({ msg }) => msg === 'worktree and branch are removed')
  expect(existsSync(join(stage.folder, 'worktrees', 'demo', 'one'))).toBe(false)
  expect(await operatorGit(stage.repository, 'branch', '--list', 'signalbox/*')).toBe('')
})

test('the scripted agent is an agent like any other', async () => {
  const main = fileURLToPath(new URL('../../dist/agents/scripted-agent-main.js', import.meta.url))
  const stage = await makeStage({
    phases: ['IMPLEMENT', 'REVIEW'],
    agent: { driver: 'COMMAND', environment: [], command: [process.execPath, main] },
  })
  await stage.start()
  await stage.inject('one')
  await stage.until('one', isDone)
  expect(await readFile(join(stage.repository, 'one.md'), 'utf8')).toContain('The scripted agent was here.')
})

test('a review sends the work back with its feedback, and lets it pass when that is settled', async () => {
  const stage = await makeStage({
    phases: ['IMPLEMENT', 'REVIEW'],
    agent: {
      driver: 'COMMAND',
      environment: [],
      command: agent(`
        if (phase === 'IMPLEMENT' && feedbackFile) writeFileSync('fixed.txt', readFileSync(feedbackFile, 'utf8'))
        if (phase === 'IMPLEMENT') writeFileSync('work.txt', 'work')
        if (phase === 'REVIEW') await (existsSync('fixed.txt') ? review('APPROVE') : review('FEEDBACK', 'Not yet.', ['work.txt:1 is too short']))
      `),
    },
  })
  await stage.start()
  await stage.inject('one')
  const unit = await stage.until('one', isDone)
  expect(unit.reviewRound).toBe(1)
  expect(await readFile(join(stage.repository, 'fixed.txt'), 'utf8')).toBe('Not yet.\n- work.txt:1 is too short')
  expect((await stage.runs('one')).map(({ phase }) => phase)).toEqual(['IMPLEMENT', 'REVIEW', 'IMPLEMENT', 'REVIEW'])
})

test('a unit without commits is done, and its change says that there was nothing to merge', async () => {
  const stage = await makeStage({ agent: { driver: 'COMMAND', environment: [], command: ['true'] } })
  await stage.start()
  await stage.inject('one')
  const unit = await stage.until('one', isDone)
  expect(unit.mergedCommit).toBeNull()
  const changes = await stage.store.changeLog.page(stage.project.id, 0)
  expect(changes.at(-1)?.reason).toBe('there was nothing to merge')
  expect(await subjects(stage.repository)).toEqual(['first'])
})

test('an answer comes to the same phase, and the unit holds no slot while it waits', async () => {
  const stage = await makeStage({
    maxAgents: 1,
    agent: {
      driver: 'COMMAND',
      environment: [],
      command: agent(`
        if (chunk === 'asks' && !answer) { await ask('Which colour?', ['red', 'blue']); process.exit(75) }
        writeFileSync(chunk + '.txt', answer ?? 'no question')
      `),
    },
  })
  await stage.start()
  await stage.inject('asks', 'other')
  const asking = await stage.until('asks', needsAttention)
  await stage.until('other', isDone)
  expect(asking.attention).toMatchObject([{ kind: 'QUESTION', prompt: 'Which colour?', options: ['red', 'blue'] }])

  await answerAttention(stage.services, OPERATOR, { item: asking.attention[0]?.id ?? '', option: 'blue' })
  await stage.until('asks', isDone)
  expect(await readFile(join(stage.repository, 'asks.txt'), 'utf8')).toBe('blue')
  expect((await stage.runs('asks')).map(({ status }) => status)).toEqual(['SUSPENDED', 'SUCCEEDED'])
})
