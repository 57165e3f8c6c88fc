/** signalbox-scripted-agent as a program, started by the command driver in a real worktree, talking to a real socket. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSchema, parse, validate } from 'graphql'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { identifyProcess } from '../../src/agents/process-table.ts'
import { writePrompt } from '../../src/agents/prompt.ts'
import type { Phase } from '../../src/domain/phase.ts'
import { makeFixture, makeFolder, startIn } from './agent-fixture.ts'
import type { Collector } from './agent-fixture.ts'

/** As `npm test` has built it. */
const AGENT = [process.execPath, fileURLToPath(new URL('../../dist/agents/scripted-agent-main.js', import.meta.url))]
const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'))

interface Call {
  readonly token: string | undefined
  readonly query: string
  readonly input: unknown
}

const calls: Call[] = []
let refusal: string | null = null
const api = createServer((request, response) => {
  let body = ''
  request.on('data', (bytes) => {
    body += String(bytes)
  })
  request.on('end', () => {
    const { query, variables } = JSON.parse(body)
    const errors = refusal === null ? validate(schema, parse(query)) : [{ message: refusal }]
    calls.push({ token: request.headers.authorization, query, input: variables.input })
    response.end(JSON.stringify(errors.length > 0 ? { errors } : { data: {} }))
  })
})
let apiUrl = ''

beforeAll(async () => {
  api.listen(0, '127.0.0.1')
  await once(api, 'listening')
  apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}/graphql`
})

afterAll(() => {
  api.close()
  api.closeAllConnections()
})

beforeEach(() => {
  calls.length = 0
  refusal = null
})

async function makeWorktree(): Promise<string> {
  const worktree = await makeFolder()
  execFileSync('git', ['init', '--quiet'], { cwd: worktree })
  return worktree
}

interface Given {
  readonly worktree: string
  readonly phase?: Phase
  readonly script?: unknown
  readonly answer?: string
  readonly feedback?: string
  readonly arguments?: readonly string[]
}

/** Starts the agent for a chunk whose goal carries the script. */
async function start(given: Given) {
  const phase = given.phase ?? 'IMPLEMENT'
  const goal =
    given.script === undefined ? 'Nothing special.' : `Play this:\n\n\`\`\`signalbox-script\n${JSON.stringify(given.script)}\n\`\`\`\n`
  const answer = given.answer ?? null
  const feedback = given.feedback ?? null
  const prompt = writePrompt({
    project: 'demo',
    chunk: 'add-login',
    title: 'Add',
    goal,
    phase,
    baseBranch: 'main',
    answer,
    feedback,
    rebase: null,
  })
  const fixture = await makeFixture({ worktree: given.worktree, phase, prompt, answer, feedback, apiUrl }, { graceMs: 50 })
  return startIn(fixture, [...AGENT, ...(given.arguments ?? [])])
}

async function play(given: Given): Promise<{ exitCode: number | null; said: Collector }> {
  const { run, said } = await start(given)
  return { exitCode: (await run.finished).exitCode, said }
}

describe('without a script', () => {
  test('IMPLEMENT leaves a file that is named after the chunk', async () => {
    const worktree = await makeWorktree()
    expect((await play({ worktree })).exitCode).toBe(0)
    expect(await readFile(join(worktree, 'add-login.md'), 'utf8')).toContain('# add-login')
  })

  test('REVIEW approves, in the name of the run', async () => {
    const worktree = await makeWorktree()
    expect((await play({ worktree, phase: 'REVIEW' })).exitCode).toBe(0)
    expect(calls).toMatchObject([{ token: 'Bearer run-token', input: { verdict: 'APPROVE', issues: [] } }])
  })

  test.each<Phase>(['GOAL', 'PLAN', 'REBASE', 'COMPLETE'])('%s changes nothing', async (phase) => {
    const worktree = await makeWorktree()
    expect((await play({ worktree, phase })).exitCode).toBe(0)
    expect(await readdir(worktree)).toEqual(['.git'])
    expect(calls).toEqual([])
  })
})

describe('steps', () => {
  test('write, append, commit, say, err and work do what they say', async () => {
    const worktree = await makeWorktree()
    const script = {
      IMPLEMENT: [
        { write: { path: 'src/{{chunk}}.txt', text: 'one\n' } },
        { append: { path: 'src/{{chunk}}.txt', text: 'two\n' } },
        { work: 5 },
        { commit: 'Add {{chunk}}' },
        { write: { path: 'later.txt', text: 'left' } },
        { say: 'said' },
        { err: { text: 'complained' } },
      ],
    }
    const { exitCode, said } = await play({ worktree, script })
    expect(exitCode).toBe(0)
    expect([said.text('OUT'), said.text('ERR')]).toEqual(['said\n', 'complained\n'])
    expect(await readFile(join(worktree, 'src/add-login.txt'), 'utf8')).toBe('one\ntwo\n')
    expect(execFileSync('git', ['log', '--format=%s'], { cwd: worktree, encoding: 'utf8' })).toBe('Add add-login\n')
    expect(execFileSync('git', ['status', '--porcelain'], { cwd: worktree, encoding: 'utf8' })).toBe('?? later.txt\n')
  })

  test.each<[string, unknown[], number, string]>([
    ['fail', [{ fail: { code: 4, message: 'It broke.' } }, { say: 'never' }], 4, 'It broke.\n'],
    ['fail without a code', [{ fail: 'It broke.' }], 1, 'It broke.\n'],
    ['exit', [{ exit: 9 }, { err: 'never' }], 9, ''],
    ['nothing at all', [], 0, ''],
  ])('%s ends with its code', async (_, steps, code, complaint) => {
    const { exitCode, said } = await play({ worktree: await makeWorktree(), script: { IMPLEMENT: steps } })
    expect([exitCode, said.text('ERR')]).toEqual([code, complaint])
  })

  test('a REVIEW can exit without a verdict', async () => {
    const { exitCode } = await play({ worktree: await makeWorktree(), phase: 'REVIEW', script: { REVIEW: [] } })
    expect([exitCode, calls]).toEqual([0, []])
  })

  test('ask suspends, and the run with the answer goes on behind the question', async () => {
    const worktree = await makeWorktree()
    const script = {
      IMPLEMENT: [
        { append: { path: 'log', text: 'before;' } },
        { ask: { question: 'Which?', options: ['red', 'blue'] } },
        { append: { path: 'log', text: '{{answer}};' } },
        { ask: 'Sure?' },
        { append: { path: 'log', text: '{{answer}}' } },
      ],
    }
    expect((await play({ worktree, script })).exitCode).toBe(75)
    expect((await play({ worktree, script, answer: 'blue' })).exitCode).toBe(75)
    expect((await play({ worktree, script, answer: 'yes' })).exitCode).toBe(0)
    expect(calls.map((call) => call.input)).toEqual([
      { question: 'Which?', options: ['red', 'blue'] },
      { question: 'Sure?', options: [] },
    ])
    expect(await readFile(join(worktree, 'log'), 'utf8')).toBe('before;blue;yes')
  })

  test('attempts and feedback choose the steps; an answer is no new attempt', async () => {
    const worktree = await makeWorktree()
    const script = {
      IMPLEMENT: { attempts: [[{ exit: 11 }], [{ ask: 'Go on?' }, { exit: 12 }], [{ exit: 13 }]], afterFeedback: [{ exit: 20 }] },
    }
    const codes: (number | null)[] = []
    for (const given of [{}, {}, { answer: 'yes' }, {}, {}, { feedback: 'More.' }])
      codes.push((await play({ worktree, script, ...given })).exitCode)
    expect(codes).toEqual([11, 75, 12, 13, 13, 20])
  })

  test('review submits its verdict, and a refusal of the API is a failure', async () => {
    const worktree = await makeWorktree()
    const script = { REVIEW: [{ review: { verdict: 'FEEDBACK', summary: 'Not yet.', issues: ['a.ts:1'] } }] }
    expect((await play({ worktree, phase: 'REVIEW', script })).exitCode).toBe(0)
    expect(calls[0]?.input).toEqual({ verdict: 'FEEDBACK', summary: 'Not yet.', issues: ['a.ts:1'] })
    refusal = 'The run has ended.'
    const { exitCode, said } = await play({ worktree, phase: 'REVIEW', script })
    expect([exitCode, said.text('ERR')]).toEqual([1, expect.stringContaining('The run has ended.')])
  })

  test('progress tells how far the run is, with or without a percentage', async () => {
    const script = { IMPLEMENT: [{ progress: 'Reading {{chunk}}' }, { progress: { message: 'Half of it', percent: 50 } }] }
    expect((await play({ worktree: await makeWorktree(), script })).exitCode).toBe(0)
    expect(calls.map(({ input }) => input)).toEqual([
      { message: expect.stringMatching(/^Reading [a-z]/) as string, percent: null },
      { message: 'Half of it', percent: 50 },
    ])
  })

  test('hang, ignoreSigterm and spawnChild: only the end of the whole tree ends it', async () => {
    const { run, said } = await start({
      worktree: await makeWorktree(),
      script: { IMPLEMENT: ['ignoreSigterm', 'spawnChild', { say: 'ready' }, 'hang'] },
    })
    const child = Number((await said.said(/child (\d+)\n(?:.*\n)*ready/))[1])
    expect(await identifyProcess(child)).not.toBe(null)
    await run.stop('enough')
    expect(await run.finished).toMatchObject({ signal: 'SIGKILL' })
    expect(await identifyProcess(child)).toBe(null)
  })

  test('flood says as many bytes as it should', async () => {
    const { said } = await play({ worktree: await makeWorktree(), script: { IMPLEMENT: [{ flood: 300_000 }] } })
    expect(said.text('OUT')).toHaveLength(300_000)
  })
})

describe('a script file', () => {
  test('serves by chunk, then by phase; the script of the goal goes before it', async () => {
    const worktree = await makeWorktree()
    const file = join(await makeFolder(), 'script.yaml')
    await writeFile(
      file,
      'chunks:\n  add-login:\n    IMPLEMENT: [{ exit: 31 }]\nphases:\n  IMPLEMENT: [{ exit: 32 }]\n  PLAN:\n    - exit: 33\n',
    )
    const withFile = { worktree, arguments: ['--script', file] }
    expect((await play(withFile)).exitCode).toBe(31)
    expect((await play({ ...withFile, phase: 'PLAN' })).exitCode).toBe(33)
    expect((await play({ ...withFile, script: { IMPLEMENT: [{ exit: 34 }] } })).exitCode).toBe(34)
  })

  test('a file that is not there is a failure that names it', async () => {
    const { exitCode, said } = await play({ worktree: await makeWorktree(), arguments: ['--script', 'nowhere.yaml'] })
    expect([exitCode, said.text('ERR')]).toEqual([1, expect.stringContaining('nowhere.yaml')])
  })

  test('an unknown option is wrong usage', async () => {
    expect((await play({ worktree: await makeWorktree(), arguments: ['--play'] })).exitCode).toBe(2)
  })
})
