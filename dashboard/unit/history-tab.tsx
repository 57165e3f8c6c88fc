/** The unit's history: what changed, who did it, why and when. */
import { useState } from 'react'
import { sentenceFor } from '../api/problem.ts'
import { useApi } from '../api/use-api.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { common } from '../english/common.ts'
import { history as words } from '../english/unit.ts'
import { Button } from '../ui/button.tsx'
import { Clock } from '../ui/clock.tsx'
import { Notice } from '../ui/parts.tsx'
import { Table } from '../ui/table.tsx'
import type { TableColumn } from '../ui/table.tsx'
import { NO_HISTORY, withPage } from './history.ts'
import { UnitHistory } from './queries.ts'
import type { HistoryEntry, HistoryPage } from './queries.ts'
import type { TabProps } from './unit-tabs.tsx'
import { whatChanged } from './what-changed.ts'

const COLUMNS: readonly TableColumn<HistoryEntry>[] = [
  { id: 'at', title: words.columns.at, cell: ({ node }) => <Clock at={node.at} seconds /> },
  { id: 'what', title: words.columns.what, cell: ({ node }) => whatChanged(node) },
  { id: 'who', title: words.columns.who, cell: ({ node }) => node.actor },
  { id: 'why', title: words.columns.why, cell: ({ node }) => node.reason },
]

export function HistoryTab({ project, card, version, pause }: TabProps) {
  const { direct } = useApi()
  const { data, error } = useFreshQuery(UnitHistory, { project, chunk: card.chunk, after: null }, version, pause)
  const [history, setHistory] = useState(NO_HISTORY)
  const [taken, setTaken] = useState<HistoryPage | undefined>(undefined)
  const [olderProblem, setOlderProblem] = useState<string | null>(null)
  const newest = data?.workUnit?.changes
  if (newest && newest !== taken) {
    setTaken(newest)
    setHistory(withPage(history, newest))
  }

  const readOlder = async () => {
    const after = history.entries.at(-1)?.cursor ?? null
    const { data: page, error: failure } = await direct.query(UnitHistory, { project, chunk: card.chunk, after }).toPromise()
    setOlderProblem(failure ? sentenceFor(failure) : null)
    const changes = page?.workUnit?.changes
    if (changes) setHistory((before) => withPage(before, changes))
  }

  if (!newest) return error ? <Notice tone="problem">{sentenceFor(error)}</Notice> : <p className="calm">{common.reading}</p>
  const isWhole = history.entries.at(-1)?.node.kind === 'CREATED'
  return (
    <div className="stack">
      {error ? <Notice tone="warning">{common.mayBeOld(sentenceFor(error))}</Notice> : null}
      <Table label={words.label} items={history.entries} keyOf={({ node }) => node.revision} columns={COLUMNS} />
      {history.hasOlder ? (
        <div className="row">
          <Button onPress={() => void readOlder()}>{words.older}</Button>
        </div>
      ) : null}
      {!history.hasOlder && !isWhole ? <p className="calm">{words.expired}</p> : null}
      {olderProblem === null ? null : <Notice tone="problem">{olderProblem}</Notice>}
    </div>
  )
}
