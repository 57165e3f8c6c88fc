import { beforeEach, describe, expect, it } from 'vitest'
import { SignalboxError, type ErrorCode } from '../../src/domain/errors.ts'
import { PHASES } from '../../src/domain/phase.ts'
import { createProject, updateProject, type CreateProjectInput } from '../../src/services/project.ts'
import { openTestStore, type TestStore } from '../support/database.ts'
import { expectRefusal } from '../support/refusal.ts'
import { OPERATOR, type TestServices, testServices } from '../support/units.ts'

const INPUT: CreateProjectInput = { key: 'demo', repositoryPath: '/repository', agent: { driver: 'COMMAND', command: ['agent', '-x'] } }

let store: TestStore
let services: TestServices

beforeEach(async () => {
  store = await openTestStore()
  services = testServices(store)
})

function project() {
  return store.read.project.findUnique({ where: { key: 'demo' } })
}

describe('a project', () => {
  it('is told of at each change of its settings, also at two in one millisecond', async () => {
    const frozen = await openTestStore({ now: () => new Date('2026-01-01T12:00:00.000Z') })
    const told: string[] = []
    frozen.subscribe('projectUpdated', ({ projectId }) => told.push(projectId))
    const { id } = await createProject(testServices(frozen), OPERATOR, INPUT)
    for (const maxAgents of [2, 3]) await updateProject(testServices(frozen), OPERATOR, { key: 'demo', maxAgents })
    expect(told).toEqual([id, id, id])
  })

  it('is created with what was not said filled in', async () => {
    expect(await createProject(services, OPERATOR, INPUT)).toEqual(await project())
    expect(await project()).toMatchObject({
      ...{ key: 'demo', repositoryPath: '/repository', baseBranch: 'main', maxAgents: 4, paused: false, checkCommand: null, sequence: 0 },
      ...{ phases: [...PHASES], agent: { driver: 'COMMAND', command: ['agent', '-x'], environment: [] } },
    })
  })

  it('keeps what is said, its phases in their order', async () => {
    const said = { baseBranch: 'trunk', maxAgents: 1, checkCommand: ['npm', 'test'] }
    await createProject(services, OPERATOR, { ...INPUT, ...said, phases: ['REVIEW', 'IMPLEMENT'] })
    expect(await project()).toMatchObject({ ...said, phases: ['IMPLEMENT', 'REVIEW'] })
  })

  it('changes in what is named, and is announced', async () => {
    const heard: string[] = []
    store.subscribe('projectUpdated', ({ projectId }) => heard.push(projectId))
    await createProject(services, OPERATOR, { ...INPUT, checkCommand: ['npm', 'test'] })
    await updateProject(services, OPERATOR, { key: 'demo', paused: true })
    expect(await project()).toMatchObject({ paused: true, maxAgents: 4, checkCommand: ['npm', 'test'] })
    await updateProject(services, OPERATOR, { key: 'demo', maxAgents: 9, checkCommand: null, baseBranch: 'trunk' })
    const changed = await project()
    expect(changed).toMatchObject({ paused: true, maxAgents: 9, checkCommand: null, baseBranch: 'trunk', repositoryPath: '/repository' })
    expect(heard).toEqual([changed?.id, changed?.id, changed?.id])
  })

  it('of one key is created once, however many want it at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => createProject(services, OPERATOR, INPUT)))
    const refusals = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason)
    expect(refusals).toHaveLength(4)
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'DUPLICATE_PROJECT', field: 'key' })
  })
})

it('a bad request is refused, with its field, and changes nothing', async () => {
  const create = (patch: object) => () => createProject(services, OPERATOR, { ...INPUT, key: 'other', ...patch })
  const update = (patch: object) => () => updateProject(services, OPERATOR, { key: 'demo', ...patch })
  await createProject(services, OPERATOR, INPUT)
  const cases: readonly [() => Promise<unknown>, ErrorCode, string, string][] = [
    [create({ key: 'Bad Key' }), 'VALIDATION_FAILED', 'key', '"Bad Key"'],
    [create({ key: 'demo' }), 'DUPLICATE_PROJECT', 'key', "'demo'"],
    [create({ maxAgents: 0 }), 'VALIDATION_FAILED', 'maxAgents', 'found 0'],
    [create({ phases: ['GOAL'] }), 'VALIDATION_FAILED', 'phases', 'IMPLEMENT'],
    [create({ checkCommand: [] }), 'VALIDATION_FAILED', 'checkCommand', 'a program'],
    [create({ agent: { driver: 'COMMAND', command: [] } }), 'VALIDATION_FAILED', 'agent.command', 'a program'],
    [create({ agent: { driver: 'COMMAND', command: ['a'], environment: ['A-B'] } }), 'VALIDATION_FAILED', 'agent.environment[0]', 'A-B'],
    [update({ key: 'nobody', paused: true }), 'NOT_FOUND', 'key', "'nobody'"],
    [update({ key: 'nobody', baseBranch: 'trunk' }), 'NOT_FOUND', 'key', "'nobody'"],
    [update({ maxAgents: 1_001 }), 'VALIDATION_FAILED', 'maxAgents', '1001'],
    [update({ checkCommand: [''] }), 'VALIDATION_FAILED', 'checkCommand', 'a program'],
  ]
  for (const [request, code, field, words] of cases) await expectRefusal(store, request, code, field, words)

  services.repositories.inspect = () => Promise.reject(new SignalboxError('VALIDATION_FAILED', 'There is no repository.', 'repositoryPath'))
  await expectRefusal(store, create({}), 'VALIDATION_FAILED', 'repositoryPath', 'no repository')
  await expectRefusal(store, update({ repositoryPath: '/nowhere' }), 'VALIDATION_FAILED', 'repositoryPath', 'no repository')
})
