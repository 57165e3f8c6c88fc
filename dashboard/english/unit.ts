/** One unit's page: where it is, what was done, and what can be done. */
import { PHASE_WORDS, STATUS_WORDS } from './common.ts'

export const unit = {
  track: 'Track',
  copyChunk: 'Copy the chunk’s name',
  state: (status: keyof typeof STATUS_WORDS, phase: keyof typeof PHASE_WORDS) =>
    status === 'DONE' ? STATUS_WORDS.DONE : `${STATUS_WORDS[status]} in ${PHASE_WORDS[phase]}`,
  since: 'since',
  for: 'for',
  held: 'Held',
  phases: 'Phases',
  phaseDone: 'done',
  phaseCurrent: 'here now',
  phaseAhead: 'ahead',
  facts: 'Facts',
  conflicts: 'Conflicts',
  now: 'Now',
  notBefore: 'Not before',
  progress: 'Progress',
  reported: 'reported',
  ago: 'ago',
  run: 'Run',
  noRun: 'no agent works on it',
  runOnHost: (generation: number, host: string) => `${generation} on ${host}`,
  attempt: 'Attempt',
  reviewRound: 'Sent back',
  rounds: (count: number) => (count === 1 ? 'once' : `${count} times`),
  never: 'never',
  priority: 'Priority',
  revision: 'Revision',
  injected: 'Injected',
  waits: 'Waits',
  waitsFor: 'Waits for',
  dependsOn: 'Depends on',
  waitForIt: 'Wait for it',
  nothing: 'nothing',
  work: 'Work',
  branch: 'Branch',
  noBranch: 'none',
  copyBranch: 'Copy the branch’s name',
  worktree: 'Worktree',
  noWorktree: 'none',
  copyWorktree: 'Copy the worktree’s path',
  merged: 'Merged as',
  notMerged: 'not merged',
  copyCommit: 'Copy the commit’s name',
  usage: 'Usage',
  cost: 'Cost',
  tokens: (input: string, output: string) => `${input} in, ${output} out`,
  reading: 'Reading …',
} as const

export const missing = {
  title: (chunk: string) => `There is no ${chunk}`,
  never: 'The project has no work unit of this name: it was deleted, or never injected.',
  gone: 'It was deleted while you looked at it. What was typed elsewhere is kept.',
  deleted: 'It is deleted.',
  backup: (ref: string) => `It is deleted. Its unmerged work remains in the repository as ${ref}.`,
  copyRef: 'Copy the ref’s name',
  back: 'Back to the track',
} as const

export const conflicts = {
  verdicts: {
    INDEPENDENT: 'They do not touch each other.',
    SERIALIZE: 'They touch the same place: one goes first.',
    ASK_OPERATOR: 'They may collide: a person decides.',
  },
  resolutions: { PARALLELIZE: 'side by side', SERIALIZE: 'one after the other' },
  decided: (who: string | null, how: string) => `Decided by ${who ?? 'an operator'}: ${how}.`,
  first: (chunk: string) => `${chunk} goes first.`,
  evidence: (count: number) => (count === 1 ? '1 place' : `${count} places`),
} as const

export const tabs = {
  label: 'About this unit',
  titles: { output: 'Output', changes: 'Changes', goal: 'Goal', runs: 'Runs', history: 'History' },
  open: (title: string) => `Show ${title.toLowerCase()}`,
} as const

export const goal = {
  title: 'Goal',
  none: 'No goal is written: the agent of the phase Goal shall write it.',
  copy: 'Copy the goal',
  paths: 'Files that it declares',
  references: 'Places that it declares',
} as const

export const runs = {
  label: 'Runs, the newest first',
  none: 'No agent has worked on it yet.',
  choose: 'Run',
  choice: (generation: number, phase: keyof typeof PHASE_WORDS, status: keyof typeof RUN_WORDS) =>
    `Run ${generation} · ${PHASE_WORDS[phase]} · ${RUN_WORDS[status]}`,
  begun: (generation: number) => `Run ${generation} has begun.`,
  show: 'Show it',
  columns: {
    run: 'Run',
    phase: 'Phase',
    outcome: 'Outcome',
    from: 'From',
    duration: 'Took',
    host: 'Host',
    said: 'What came of it',
    usage: 'Usage',
    more: 'More',
  },
  attempt: (attempt: number) => `attempt ${attempt}`,
  exitCode: (code: number) => `exit code ${code}`,
  verdicts: { APPROVE: 'Approved', FEEDBACK: 'Sent back', ESCALATE: 'Escalated' },
  output: 'Output',
  prompt: 'Prompt',
  older: 'Older runs',
  shown: (count: number, total: number) => `${count} of ${total} runs`,
} as const

export const RUN_WORDS = {
  STARTING: 'starting',
  RUNNING: 'running',
  WAITING: 'waiting',
  SUCCEEDED: 'succeeded',
  SUSPENDED: 'suspended',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  LOST: 'lost',
} as const

export const prompt = {
  title: (generation: number) => `What run ${generation} was told`,
  none: 'It has been told nothing yet, or ran before prompts were kept.',
  copy: 'Copy the prompt',
} as const

export const history = {
  label: 'History, the newest change first',
  columns: { at: 'When', what: 'What', who: 'Who', why: 'Why' },
  injected: 'injected',
  older: 'Older changes',
  expired: 'Older changes have expired.',
  arrow: '→',
  fields: {
    attention: 'attention',
    branch: 'branch',
    conflicts: 'conflicts',
    currentRun: 'run',
    dependsOn: 'dependencies',
    held: 'held',
    mergedCommit: 'merged commit',
    notBefore: 'waiting time',
    priority: 'priority',
    reviewRound: 'review round',
    runs: 'run',
    usage: 'usage',
    worktreePath: 'worktree',
  } as Readonly<Record<string, string>>,
} as const
