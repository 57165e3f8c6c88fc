/** The runs of the unit: which agent tried what, how it ended, and what it cost. */
import { useState } from 'react'
import { sentenceFor } from '../api/problem.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { common, PHASE_WORDS } from '../english/common.ts'
import { RUN_WORDS, runs as words } from '../english/unit.ts'
import { Button } from '../ui/button.tsx'
import { Ago, Clock, duration } from '../ui/clock.tsx'
import { Notice, Tag } from '../ui/parts.tsx'
import { Table } from '../ui/table.tsx'
import type { TableColumn } from '../ui/table.tsx'
import { UnitRuns } from './queries.ts'
import type { Run } from './queries.ts'
import { RunPromptDialog } from './run-prompt.tsx'
import type { TabProps } from './unit-tabs.tsx'
import { costInWords, isKnown, tokensInWords } from './usage.ts'

const PAGE = 20

interface RunsTabProps extends TabProps {
  readonly onShowOutput: (generation: number) => void
}

export function RunsTab(props: RunsTabProps) {
  const [count, setCount] = useState(PAGE)
  // A query keeps its variables: with more runs it is another one, and the runs that are shown come out of the cache meanwhile.
  return <RunTable key={count} {...props} count={count} onMore={() => setCount(count + PAGE)} />
}

function RunTable({ project, card, version, pause, onShowOutput, count, onMore }: RunsTabProps & { count: number; onMore: () => void }) {
  const { data, error } = useFreshQuery(UnitRuns, { project, chunk: card.chunk, first: count }, version, pause)
  const [told, setTold] = useState<Run | null>(null)
  const runs = data?.workUnit?.runs
  if (!runs) return error ? <Notice tone="problem">{sentenceFor(error)}</Notice> : <p className="calm">{common.reading}</p>
  if (runs.nodes.length === 0) return <p className="calm">{words.none}</p>

  return (
    <div className="stack">
      {error ? <Notice tone="warning">{common.mayBeOld(sentenceFor(error))}</Notice> : null}
      <Table label={words.label} items={runs.nodes} keyOf={({ id }) => id} columns={[...COLUMNS, moreOf(onShowOutput, setTold)]} />
      {runs.nodes.length < runs.totalCount ? (
        <div className="row">
          <Button onPress={onMore}>{words.older}</Button>
          <span className="calm">{words.shown(runs.nodes.length, runs.totalCount)}</span>
        </div>
      ) : null}
      {told ? <RunPromptDialog run={told} onClose={() => setTold(null)} /> : null}
    </div>
  )
}

const COLUMNS: readonly TableColumn<Run>[] = [
  { id: 'run', title: words.columns.run, cell: ({ generation }) => generation },
  {
    id: 'phase',
    title: words.columns.phase,
    cell: ({ phase, attempt }) => (
      <>
        {PHASE_WORDS[phase]} <span className="calm under">{words.attempt(attempt)}</span>
      </>
    ),
  },
  {
    id: 'outcome',
    title: words.columns.outcome,
    cell: ({ status, exitCode }) => (
      <>
        <span data-run={status}>{RUN_WORDS[status]}</span>
        {exitCode === null ? null : <span className="calm under">{words.exitCode(exitCode)}</span>}
      </>
    ),
  },
  {
    id: 'from',
    title: words.columns.from,
    cell: ({ startedAt, host }) => (
      <>
        <Clock at={startedAt} seconds /> <span className="calm under">{host}</span>
      </>
    ),
  },
  {
    id: 'took',
    title: words.columns.duration,
    cell: ({ startedAt, endedAt }) =>
      endedAt ? duration(new Date(endedAt).getTime() - new Date(startedAt).getTime()) : <Ago at={startedAt} />,
  },
  { id: 'said', title: words.columns.said, cell: (run) => <WhatCame run={run} /> },
  {
    id: 'usage',
    title: words.columns.usage,
    cell: ({ usage }) => (
      <>
        {costInWords(usage)} {isKnown(usage) ? <span className="calm under">{tokensInWords(usage)}</span> : null}
      </>
    ),
  },
]

function moreOf(onShowOutput: (generation: number) => void, onShowPrompt: (run: Run) => void): TableColumn<Run> {
  return {
    id: 'more',
    title: words.columns.more,
    cell: (run) => (
      <div className="run-more">
        <Button variant="quiet" onPress={() => onShowOutput(run.generation)}>
          {words.output}
        </Button>
        <Button variant="quiet" onPress={() => onShowPrompt(run)}>
          {words.prompt}
        </Button>
      </div>
    ),
  }
}

function WhatCame({ run: { failure, verdict, verdictSummary, verdictIssues } }: { run: Run }) {
  if (failure === null && verdict === null) return <span className="calm">{common.none}</span>
  return (
    <div className="what-came">
      {failure === null ? null : <p>{failure}</p>}
      {verdict === null ? null : (
        <p>
          <Tag tone={verdict === 'APPROVE' ? 'plain' : 'attention'}>{words.verdicts[verdict]}</Tag> {verdictSummary}
        </p>
      )}
      {verdictIssues && verdictIssues.length > 0 ? (
        <ul>
          {verdictIssues.map((issue) => (
            <li key={issue}>{issue}</li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
