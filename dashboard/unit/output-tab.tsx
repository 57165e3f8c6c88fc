/** What one run of the unit says: the one that is chosen, else the one that goes on or was the last. */
import { useState } from 'react'
import { sentenceFor } from '../api/problem.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { common } from '../english/common.ts'
import { runs as words } from '../english/unit.ts'
import { OutputView } from '../output/output-view.tsx'
import { Chooser } from '../ui/field.tsx'
import { Notice } from '../ui/parts.tsx'
import { UnitRuns } from './queries.ts'
import type { TabProps } from './unit-tabs.tsx'

const CHOICES = 50

interface OutputTabProps extends TabProps {
  /** Its generation; null is "the newest". */
  readonly chosen: number | null
  readonly onChoose: (generation: number | null) => void
}

export function OutputTab({ project, card, version, pause, chosen, onChoose }: OutputTabProps) {
  const { data, error } = useFreshQuery(UnitRuns, { project, chunk: card.chunk, first: CHOICES }, version, pause)
  const all = data?.workUnit?.runs.nodes
  const newest = card.currentRun ?? all?.[0]
  // Whoever has stopped to read keeps what is read, also when the next run begins.
  const [kept, setKept] = useState<number | null>(null)
  const wanted = chosen ?? kept ?? newest?.generation
  const run = [...(card.currentRun ? [card.currentRun] : []), ...(all ?? [])].find(({ generation }) => generation === wanted)

  if (!run) {
    if (error) return <Notice tone="problem">{sentenceFor(error)}</Notice>
    return <p className="output-empty">{all ? words.none : common.reading}</p>
  }
  const choices = (all ?? [run]).map(({ generation, phase, status }) => ({
    value: String(generation),
    label: words.choice(generation, phase, status),
  }))
  const known = choices.some(({ value }) => value === String(run.generation))
  return (
    <OutputView
      run={run.id}
      goesOn={run.id === card.currentRun?.id}
      onPaused={(isPaused) => setKept(isPaused ? run.generation : null)}
      newer={
        newest && newest.generation > run.generation && chosen === null
          ? { told: words.begun(newest.generation), show: words.show, onShow: () => setKept(null) }
          : null
      }
    >
      <Chooser
        label={words.choose}
        hideLabel
        value={String(run.generation)}
        choices={
          known ? choices : [{ value: String(run.generation), label: words.choice(run.generation, run.phase, run.status) }, ...choices]
        }
        onChange={(value) => {
          setKept(null)
          onChoose(Number(value) === newest?.generation ? null : Number(value))
        }}
      />
    </OutputView>
  )
}
