/** What needs a person: the queue, each item with its forms, and what is told of it. */

export const attention = {
  title: 'Needs you',
  reading: 'Reading what needs you …',
  queueOld: (sentence: string) => `The queue may be old. ${sentence}`,
  queue: 'Queue, most waiting work first',
  kinds: {
    QUESTION: 'Question',
    PERMISSION: 'Permission',
    CONFLICT: 'Conflict',
    REVIEW: 'Review',
    MERGE_CONFLICT: 'Merge conflict',
    AGENT_FAILED: 'Agent failed',
    LIMIT: 'Limit',
    DEPENDENCY: 'Dependency',
    CANCELLED: 'Cancelled',
  },
  waitBehind: (count: number) => (count === 1 ? '1 unit waits behind it' : `${count} units wait behind it`),
  waitBehindShort: (count: number) => `${count} behind it`,
  ago: 'ago',
  opened: 'opened',
  inTime: (time: string) => `${time} left to decide`,
  tooLate: 'its time is over',
  closed: 'Closed',
  refused: 'Refused',
  openUnit: 'Open the unit',
} as const

export const emptyQueue = {
  title: 'Nothing needs you',
  running: (count: number) => (count === 1 ? '1 unit is running' : `${count} units are running`),
  ready: (count: number) => `${count} ready to run`,
  blocked: (count: number) => (count === 1 ? '1 waits for another' : `${count} wait for others`),
  done: 'All work is done.',
  none: 'There are no work units yet.',
  track: 'See the track',
} as const

export const forms = {
  options: 'Options',
  withText: 'What you have written goes with the option.',
  answer: 'Answer',
  answerInWords: 'Or answer in your own words',
  send: 'Send',
  sendKeys: 'Ctrl Enter',
  hint: 'Hint for the agent',
  hintPlace: 'What it should do differently',
  retry: 'Retry',
  retryKey: 'r',
  retryWithHint: 'Retry with the hint',
  retryMeans: 'Without a hint the phase begins anew; with one the agent goes on where it was.',
  resolve: 'Which goes first',
  first: (chunk: string) => `${chunk} first`,
  both: 'Both at once',
  answered: (answer: string) => `Answered: ${answer}.`,
  retried: (chunk: string) => `${chunk} is tried again.`,
  retriedAll: (count: number) => `${count} units are tried again.`,
  resolved: (choice: string) => `Decided: ${choice}.`,
  next: (title: string) => `Next: ${title}.`,
  allDecided: 'Nothing else needs you.',
} as const

export const facts = {
  command: 'What it wants to do',
  exitCode: (code: number) => `Exit code ${code}`,
  lastOutput: 'The end of its output',
  detail: 'More about it',
  generation: (run: number) => `run ${run}`,
  verdicts: { APPROVE: 'Approved', FEEDBACK: 'Wants changes', ESCALATE: 'Asks for a person' },
  noVerdict: 'No verdict',
  issues: 'Issues',
  evidence: 'Where both touch the code',
  branches: 'What each has changed there',
} as const

export const meanwhile = {
  answered: 'Answered meanwhile by',
  at: 'at',
  withdrawn: 'Withdrawn meanwhile: it needs no decision any more.',
  expired: 'Its time was over before anybody decided.',
  deleted: 'Gone meanwhile, with its work unit.',
  unread: (sentence: string) => `It left the queue; how is not known yet. ${sentence}`,
  textKept: 'What you wrote is still here.',
  dismiss: 'Dismiss',
  missed: 'What you came for is not open any more.',
} as const

export const selection = {
  select: (title: string) => `Select ${title}`,
  alike: (count: number) => `Select all ${count} that failed alike`,
  selected: (count: number) => `${count} selected`,
  retry: (count: number) => (count === 1 ? 'Retry it' : `Retry all ${count}`),
  clear: 'Clear',
} as const

export const keys = {
  next: 'Next item (Enter goes into it)',
  previous: 'Previous item',
  option: (option: string) => `Choose “${option}”`,
  retry: 'Retry the item',
  select: 'Select the item',
  retrySelected: 'Retry what is selected',
  open: 'Open its unit',
} as const

export const notify = {
  turnOn: 'Notify me',
  turnOff: 'Stop notifying',
  impossible: 'No desktop notifications here: the browser allows them on a secure address only.',
  refused: 'Your browser refuses notifications for this page: allow them in its settings.',
  lastTold: 'last notified',
  one: (kind: string, title: string) => `${kind}: ${title}`,
  many: (count: number) => `${count} items need you`,
  first: (title: string) => `First: ${title}`,
} as const
