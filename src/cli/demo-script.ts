/** What happens in the demo: a sample repository, a dozen chunks, and what the scripted agent does with each. */
import { DEMO_FILES } from './demo-files.ts'
import type { InjectedChunk } from './work-unit-operations.ts'

/** The files of the sample repository. */
export const SAMPLE_FILES: Readonly<Record<string, string>> = {
  'README.md': '# Notes\n\nA little app for notes. Its features are built in the signalbox demo.\n',
  'src/app.js': "export const name = 'notes'\n",
}

export const DEMO_PHASES = ['PLAN', 'IMPLEMENT', 'REBASE', 'REVIEW', 'COMPLETE'] as const

type Step = Readonly<Record<string, unknown>>

interface DemoChunk {
  readonly chunk: string
  readonly title: string
  readonly goal: string
  readonly dependsOn: readonly string[]
  /** The file that it writes, and says that it touches. */
  readonly path: string
  /** Another file that it says it touches. */
  readonly alsoTouches?: string
  readonly priority?: number
  /** In place of simply doing it. */
  readonly implement?: (work: readonly Step[]) => unknown
  readonly review?: (approve: readonly Step[]) => unknown
}

const CHUNKS: readonly DemoChunk[] = [
  {
    chunk: 'note-model',
    title: 'A note has a title, a text and tags',
    goal: 'Everything else builds on it.',
    dependsOn: [],
    path: 'src/note.js',
    priority: 10,
  },
  {
    chunk: 'storage',
    title: 'Notes are kept in a file',
    goal: 'One JSON file, written in one go.',
    dependsOn: ['note-model'],
    path: 'src/storage.js',
  },
  {
    chunk: 'editor',
    title: 'Notes can be edited',
    goal: 'A plain text field is enough.',
    dependsOn: ['note-model'],
    path: 'src/editor.js',
  },
  {
    chunk: 'search',
    title: 'Notes can be searched',
    goal: 'By words in the title and in the text.',
    dependsOn: ['storage'],
    path: 'src/search.js',
  },
  { chunk: 'tags', title: 'Notes are listed by tag', goal: 'A note may have several tags.', dependsOn: ['storage'], path: 'src/tags.js' },
  {
    chunk: 'shortcuts',
    title: 'The editor has keyboard shortcuts',
    goal: 'It says that it touches the editor, and so does `preview`: the operator decides whether both may be at work at once.',
    dependsOn: ['editor'],
    path: 'src/shortcuts.js',
    alsoTouches: 'src/editor.js',
  },
  {
    chunk: 'preview',
    title: 'The editor shows a preview',
    goal: 'It says that it touches the editor, and so does `shortcuts`.',
    dependsOn: ['editor'],
    path: 'src/preview.js',
    alsoTouches: 'src/editor.js',
  },
  {
    chunk: 'export',
    title: 'Notes can be exported',
    goal: 'The format is open: the agent asks.',
    dependsOn: ['storage'],
    path: 'src/export.js',
    priority: 5,
    implement: (work) => [
      { ask: { question: 'In which format are notes exported?', options: ['Markdown', 'JSON'] } },
      ...work,
      { say: 'Exports {{answer}}.' },
    ],
  },
  {
    chunk: 'import',
    title: 'Notes can be imported',
    goal: 'The first attempt fails: it is retried.',
    dependsOn: ['storage'],
    path: 'src/import.js',
    implement: (work) => ({
      attempts: [
        [...work.slice(0, 3), { err: '\u001b[31mnotes.md: 2 GB read, and no end\u001b[0m' }, { fail: 'The importer ran out of memory.' }],
        work,
      ],
    }),
  },
  {
    chunk: 'sync',
    title: 'Notes are synchronised',
    goal: 'The agent says that it is done when nothing is there. The reviewer sends it back.',
    dependsOn: ['storage'],
    path: 'src/sync.js',
    implement: (work) => ({ attempts: [[{ say: 'All done!' }]], afterFeedback: [{ say: 'The reviewer says: {{feedback}}' }, ...work] }),
    review: (approve) => ({
      attempts: [[{ review: { verdict: 'FEEDBACK', summary: 'Nothing was changed.', issues: ['Write src/sync.js.'] } }], approve],
    }),
  },
  {
    chunk: 'manual',
    title: 'There is a manual',
    goal: 'It tells of searching, tags and export.',
    dependsOn: ['search', 'tags', 'export', 'import'],
    path: 'docs/manual.md',
  },
  {
    chunk: 'release',
    title: 'The first release',
    goal: 'All is there.',
    dependsOn: ['manual', 'sync', 'shortcuts', 'preview'],
    path: 'CHANGELOG.md',
  },
]

/** The chunks as they are injected: each with the text of a GOAL.md. */
export function demoChunks(): InjectedChunk[] {
  return CHUNKS.map(({ chunk, title, goal, dependsOn, path, alsoTouches, priority }) => ({
    chunk,
    dependsOn,
    priority,
    goal: [
      '---',
      'status: FUTURE',
      `code_paths: ${JSON.stringify(alsoTouches === undefined ? [path] : [path, alsoTouches])}`,
      '---',
      '',
      `# ${title}`,
      '',
      goal,
      '',
    ].join('\n'),
  }))
}

/** The script of the agent, for `signalbox-scripted-agent --script`. `speed` 2 is twice as fast. */
export function demoScript(speed: number): object {
  const work = (ms: number): Step => ({ work: { ms: Math.round(ms / speed) } })
  const approve: readonly Step[] = [
    { say: 'Reading the change against the goal.' },
    work(900),
    { review: { verdict: 'APPROVE', summary: 'It does what the goal says.' } },
  ]
  const chunks = CHUNKS.map(({ chunk, path, implement, review }) => {
    const steps: readonly Step[] = [
      { say: `Working on ${chunk}.` },
      { progress: { message: 'Reading the code', percent: 20 } },
      work(900),
      { say: `\u001b[2m$\u001b[0m \u001b[36mwrite\u001b[0m ${path}` },
      { write: { path, text: DEMO_FILES[path] ?? '' } },
      { progress: { message: `Wrote ${path}`, percent: 70 } },
      work(900),
      // It commits nothing: signalbox does, so that each chunk is one commit that bears its name.
      { say: '\u001b[32m✓\u001b[0m Its tests pass.' },
    ]
    return [chunk, { IMPLEMENT: implement?.(steps) ?? steps, ...(review && { REVIEW: review(approve) }) }] as const
  })
  return {
    chunks: Object.fromEntries(chunks),
    phases: {
      PLAN: [work(700), { say: 'It is small: no plan is needed.' }],
      REBASE: [],
      REVIEW: approve,
      COMPLETE: [],
    },
  }
}
