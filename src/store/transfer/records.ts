/**
 * The lines of an exported project: a header, the change log in its order, each change followed by the rows that belong to it, and a
 * trailer. There are no lines for work units: a unit is what its newest change says it is. What a row needs stands before it, so that the
 * file can be written and read as it goes by:
 *
 * - `run`, `attention`, `dependency` stand behind the change of their unit at which they were last written; a run earlier where an
 *   attention item refers to it earlier.
 * - `prompt` and `output` stand behind their run, the prompt first.
 * - `conflict` stands behind the later one of the two changes at which it was last written.
 *
 * Tokens, their hashes, webhooks and the receipts of idempotency keys are not in it; nor are paths of worktrees.
 */
import { ATTENTION_KINDS, ATTENTION_STATES, type AttentionItem } from '../../domain/attention.ts'
import { CHANGE_KINDS, type Change, type Snapshot } from '../../domain/change.ts'
import {
  CONFLICT_RESOLUTIONS,
  CONFLICT_VERDICTS,
  EVIDENCE_STAGES,
  type CodeReference,
  type Conflict,
  type ConflictEvidence,
} from '../../domain/conflict.ts'
import { PHASES } from '../../domain/phase.ts'
import type { AgentSettings, Project } from '../../domain/project.ts'
import { OUTPUT_STREAMS, REVIEW_VERDICTS, RUN_STATUSES, type EndedRun, type Run, type RunOutput } from '../../domain/run.ts'
import { invalid, validCommand, validEnvironmentNames, validMaxAgents, validPhases, validProjectKey } from '../../domain/validate.ts'
import { STATUSES, type WorkUnit } from '../../domain/work-unit.ts'
import {
  amount,
  checked,
  commit,
  count,
  countOrNone,
  type Field,
  integer,
  leftBehind,
  list,
  listOrNone,
  name,
  nullable,
  object,
  oneOf,
  pick,
  type Shape,
  slug,
  text,
  time,
  truth,
} from './fields.ts'

export const FORMAT = 'signalbox project'
export const VERSION = 1

const texts = list(text)

const AGENT = {
  driver: oneOf(['COMMAND']),
  command: checked(texts, validCommand),
  environment: checked(texts, validEnvironmentNames),
} satisfies Shape<AgentSettings>

export const PROJECT = {
  id: name,
  key: checked(text, validProjectKey),
  repositoryPath: name,
  baseBranch: name,
  maxAgents: checked(integer, validMaxAgents),
  paused: truth,
  agent: object(AGENT),
  checkCommand: nullable(checked(texts, validCommand)),
  phases: checked(list(oneOf(PHASES)), validPhases),
  sequence: count,
  expiredSequence: count,
  createdAt: time,
  updatedAt: time,
} satisfies Shape<Project>

export const RUN = {
  id: name,
  phase: oneOf(PHASES),
  generation: count,
  attempt: count,
  status: oneOf(RUN_STATUSES),
  host: text,
  serverId: text,
  pid: nullable(integer),
  processIdentity: nullable(text),
  tokenHash: leftBehind,
  startedAt: time,
  endedAt: nullable(time),
  exitCode: nullable(integer),
  failure: nullable(text),
  verdict: nullable(oneOf(REVIEW_VERDICTS)),
  verdictSummary: nullable(text),
  verdictIssues: nullable(texts),
  progressMessage: nullable(text),
  progressPercent: nullable(integer),
  progressAt: nullable(time),
  inputTokens: nullable(integer),
  outputTokens: nullable(integer),
  costUsd: nullable(amount),
} satisfies Shape<Run>

export const ATTENTION = {
  id: name,
  runId: nullable(text),
  conflictId: nullable(text),
  kind: oneOf(ATTENTION_KINDS),
  state: oneOf(ATTENTION_STATES),
  prompt: text,
  options: texts,
  detail: nullable(text),
  generation: count,
  openedAt: time,
  deadline: nullable(time),
  answer: nullable(text),
  answeredBy: nullable(text),
  answeredAt: nullable(time),
} satisfies Shape<AttentionItem>

const EVIDENCE = {
  stage: oneOf(EVIDENCE_STAGES),
  path: text,
  symbol: nullable(text),
  detail: text,
} satisfies Shape<ConflictEvidence>

export const CONFLICT = {
  id: name,
  unitAId: name,
  unitBId: name,
  verdict: oneOf(CONFLICT_VERDICTS),
  evidence: list(object(EVIDENCE)),
  resolution: nullable(oneOf(CONFLICT_RESOLUTIONS)),
  resolvedBy: nullable(text),
  firstId: nullable(text),
  createdAt: time,
  updatedAt: time,
} satisfies Shape<Conflict>

const REFERENCE = { ref: text, implements: nullable(text) } satisfies Shape<CodeReference>

const UNIT = {
  id: name,
  projectId: name,
  chunk: slug,
  ordinal: count,
  title: text,
  goal: nullable(text),
  phase: oneOf(PHASES),
  status: oneOf(STATUSES),
  statusSince: time,
  held: truth,
  priority: integer,
  revision: count,
  notBefore: nullable(time),
  branch: nullable(text),
  worktreePath: leftBehind,
  generation: count,
  attempt: count,
  reviewRound: count,
  session: nullable(text),
  pendingAnswer: nullable(text),
  feedback: nullable(text),
  mergedCommit: nullable(commit),
  codePaths: texts,
  codeReferences: list(object(REFERENCE)),
  inputTokens: nullable(integer),
  outputTokens: nullable(integer),
  costUsd: nullable(amount),
  createdAt: time,
  updatedAt: time,
  dependsOn: texts,
  runs: list(object(RUN)),
  attention: list(object(ATTENTION)),
  conflicts: list(object(CONFLICT)),
} satisfies Shape<WorkUnit>

const { id, phase, generation, attempt, status, exitCode, failure } = RUN
const ENDED_RUN = { id, phase, generation, attempt, status, exitCode, failure } satisfies Shape<EndedRun>

const SNAPSHOT = {
  unit: object(UNIT),
  blockedBy: texts,
  dependents: texts,
  endedRuns: listOrNone(object(ENDED_RUN)),
} satisfies Shape<Snapshot>

const OF_UNIT = { workUnitId: name, revision: count }

const COUNTS = {
  units: count,
  changes: count,
  runs: count,
  prompts: countOrNone,
  output: count,
  attention: count,
  dependencies: count,
  conflicts: count,
}

/** How many lines of each kind there are, and how many work units they make. */
export type Counts = { -readonly [K in keyof typeof COUNTS]: number }

/** What each kind of line has besides its `record`. */
export const RECORDS = {
  header: { format: oneOf([FORMAT]), version: count, program: text, project: object(PROJECT), counts: object(COUNTS) },
  change: {
    sequence: count,
    workUnitId: name,
    revision: count,
    chunk: slug,
    kind: oneOf(CHANGE_KINDS),
    previousStatus: nullable(oneOf(STATUSES)),
    previousPhase: nullable(oneOf(PHASES)),
    changedFields: texts,
    actor: name,
    reason: text,
    at: time,
    snapshot: nullable(object(SNAPSHOT)),
  } satisfies Shape<Omit<Change, 'projectId'>>,
  run: { ...OF_UNIT, ...RUN },
  prompt: { runId: name, text },
  output: { runId: name, position: count, stream: oneOf(OUTPUT_STREAMS), text, at: time } satisfies Shape<RunOutput & { runId: string }>,
  attention: { ...OF_UNIT, ...ATTENTION },
  dependency: { ...OF_UNIT, dependsOnId: name },
  conflict: { revisionA: count, revisionB: count, ...CONFLICT },
  trailer: { lines: count },
} as const

export type Kind = keyof typeof RECORDS
type Body<K extends Kind> = { readonly [F in keyof (typeof RECORDS)[K]]: (typeof RECORDS)[K][F] extends Field<infer T> ? T : never }
export type TransferRecord = { readonly [K in Kind]: { readonly record: K } & Body<K> }[Kind]
export type RecordOf<K extends Kind> = Extract<TransferRecord, { record: K }>

/** A line of that kind, from a row or a value that may have more than belongs in it. */
export function makeRecord<K extends Kind>(kind: K, row: object): RecordOf<K> {
  return pick({ record: oneOf([kind]), ...RECORDS[kind] }, { ...row, record: kind }, '') as object as RecordOf<K>
}

const READERS = new Map(Object.entries(RECORDS).map(([kind, fields]) => [kind, object({ record: oneOf([kind]), ...fields })]))

/** A line as it was read from a file; what is not one throws VALIDATION_FAILED. */
export function readRecord(value: object): TransferRecord {
  const kind = 'record' in value ? value.record : undefined
  const read = typeof kind === 'string' ? READERS.get(kind) : undefined
  if (!read) throw invalid('record', `one of ${[...READERS.keys()].join(', ')}`, kind)
  return read(value, '') as TransferRecord
}
