/** One unit: where it is, why, since when, what it waits for, what was done to it, and what can be done. */
import { useState } from 'react'
import type { Card } from '../api/board.ts'
import { sentenceFor } from '../api/problem.ts'
import { useProject, useUnit } from '../api/project-context.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { useLast } from '../api/use-last.ts'
import { useMay } from '../api/viewer.ts'
import { common } from '../english/common.ts'
import { useRoute } from '../route.ts'
import { usePageOperation } from '../shell/page-operation.ts'
import { Notice } from '../ui/parts.tsx'
import { Facts } from './facts.tsx'
import { MissingUnit } from './missing-unit.tsx'
import { UnitDetails } from './queries.ts'
import { UnitAttention } from './unit-attention.tsx'
import { UnitHead } from './unit-head.tsx'
import { UnitTabs } from './unit-tabs.tsx'
import { UnitVerbs } from './unit-verbs.tsx'
import './unit.css'

/** So that an agent that reports all the time is no storm of queries, in milliseconds. */
const PAUSE = 500

export default function UnitPage() {
  const { chunk } = useRoute()
  const { key } = useProject()
  const name = chunk ?? ''
  const card = useUnit(name)
  const before = useLast(card)
  const [deleted, setDeleted] = useState<{ backupRef: string | null } | null>(null)
  usePageOperation({ document: UnitDetails, variables: { project: key, chunk: name } })

  if (!card) return <MissingUnit chunk={name} wasThere={before !== undefined} deleted={deleted} />
  return <Unit key={card.id} project={key} card={card} onDeleted={(backupRef) => setDeleted({ backupRef })} />
}

function Unit({ project, card, onDeleted }: { project: string; card: Card; onDeleted: (backupRef: string | null) => void }) {
  const { arrivals } = useProject()
  const mayAct = useMay('OPERATOR')
  const version = arrivals + card.revision
  const { data, error } = useFreshQuery(UnitDetails, { project, chunk: card.chunk }, version, PAUSE)
  const details = data?.workUnit ?? undefined
  return (
    <div className="unit-page">
      <UnitHead card={card}>
        {mayAct ? <UnitVerbs project={project} card={card} onDeleted={onDeleted} /> : <p className="calm">{common.viewerOnly}</p>}
      </UnitHead>
      <UnitAttention unitId={card.id} />
      {error ? <Notice tone="warning">{common.mayBeOld(sentenceFor(error))}</Notice> : null}
      <Facts card={card} details={details} />
      <UnitTabs project={project} card={card} version={version} pause={PAUSE} />
    </div>
  )
}
