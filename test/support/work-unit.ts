/** Work units and their parts as values, for tests that need no database. What a test does not name does not matter to it. */
import type { AttentionItem } from '../../src/domain/attention.ts'
import type { Conflict } from '../../src/domain/conflict.ts'
import type { Project } from '../../src/domain/project.ts'
import { PHASES } from '../../src/domain/phase.ts'
import type { Run } from '../../src/domain/run.ts'
import type { WorkUnit } from '../../src/domain/work-unit.ts'

export const NOON = new Date('2026-01-01T12:00:00.000Z')

export function minutesAfterNoon(minutes: number): Date {
  return new Date(NOON.getTime() + minutes * 60_000)
}

export function aProject(patch: Partial<Project> = {}): Project {
  return {
    id: 'project',
    key: 'demo',
    repositoryPath: '/repository',
    baseBranch: 'main',
    maxAgents: 4,
    paused: false,
    agent: { driver: 'COMMAND', command: ['agent'], environment: [] },
    checkCommand: null,
    phases: PHASES,
    sequence: 0,
    expiredSequence: 0,
    createdAt: NOON,
    updatedAt: NOON,
    ...patch,
  }
}

/** READY in IMPLEMENT, never run. Its chunk is its id. */
export function aUnit(patch: Partial<WorkUnit> = {}): WorkUnit {
  const id = patch.id ?? 'unit'
  return {
    id,
    projectId: 'project',
    chunk: id,
    ordinal: 1,
    title: 'A unit',
    goal: null,
    phase: 'IMPLEMENT',
    status: 'READY',
    statusSince: NOON,
    held: false,
    priority: 0,
    revision: 1,
    notBefore: null,
    branch: null,
    worktreePath: null,
    generation: 0,
    attempt: 0,
    reviewRound: 0,
    session: null,
    pendingAnswer: null,
    feedback: null,
    mergedCommit: null,
    codePaths: [],
    codeReferences: [],
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    createdAt: NOON,
    updatedAt: NOON,
    dependsOn: [],
    runs: [],
    attention: [],
    conflicts: [],
    ...patch,
  }
}

/** The first run of a unit, going on in IMPLEMENT. */
export function aRun(patch: Partial<Run> = {}): Run {
  return {
    id: 'run',
    phase: 'IMPLEMENT',
    generation: 1,
    attempt: 1,
    status: 'RUNNING',
    host: 'host',
    serverId: 'server',
    pid: 1234,
    processIdentity: 'identity',
    tokenHash: 'hash',
    startedAt: NOON,
    endedAt: null,
    exitCode: null,
    failure: null,
    verdict: null,
    verdictSummary: null,
    verdictIssues: null,
    progressMessage: null,
    progressPercent: null,
    progressAt: null,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
    ...patch,
  }
}

/** An open question of the first run. */
export function anItem(patch: Partial<AttentionItem> = {}): AttentionItem {
  return {
    id: 'item',
    runId: 'run',
    conflictId: null,
    kind: 'QUESTION',
    state: 'OPEN',
    prompt: 'Which one?',
    options: [],
    detail: null,
    generation: 1,
    openedAt: NOON,
    deadline: null,
    answer: null,
    answeredBy: null,
    answeredAt: null,
    ...patch,
  }
}

/** Two units that touch the same file, and an operator who has not been heard. */
export function aConflict(unitAId: string, unitBId: string, patch: Partial<Conflict> = {}): Conflict {
  return {
    id: `${unitAId}-${unitBId}`,
    unitAId,
    unitBId,
    verdict: 'ASK_OPERATOR',
    evidence: [{ stage: 'DECLARED', path: 'src/a.ts', symbol: null, detail: 'Both name src/a.ts.' }],
    resolution: null,
    resolvedBy: null,
    firstId: null,
    createdAt: NOON,
    updatedAt: NOON,
    ...patch,
  }
}
