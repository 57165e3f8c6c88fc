/** Words that more than one page uses: one word per thing, everywhere. All English of the dashboard is in this folder. */
export const STATUS_WORDS = {
  READY: 'Ready',
  RUNNING: 'Running',
  BLOCKED: 'Blocked',
  NEEDS_ATTENTION: 'Needs attention',
  DONE: 'Done',
} as const

export const PHASE_WORDS = {
  GOAL: 'Goal',
  PLAN: 'Plan',
  IMPLEMENT: 'Implement',
  REBASE: 'Rebase',
  REVIEW: 'Review',
  COMPLETE: 'Complete',
} as const

/** By what a conflict was seen. */
export const STAGE_WORDS = {
  DECLARED: 'declared',
  PLANNED: 'planned',
  ACTUAL: 'seen in the branches',
} as const

export const common = {
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
  notKnown: 'not known',
  none: 'none',
  reading: 'Reading …',
  waitingForConnection: 'Waiting for the connection: this is sent when the picture is live again.',
  withdraw: 'Withdraw',
  mayBeOld: (sentence: string) => `This may be old. ${sentence}`,
  viewerOnly: 'Your token may look, not act.',
} as const
