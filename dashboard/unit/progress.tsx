/** How far a run is, as its agent last said: in its words, with a bar where it named a number, and with how long ago that was. */
import { Label, ProgressBar } from 'react-aria-components'
import type { Card } from '../api/board.ts'
import { unit as words } from '../english/unit.ts'
import { Ago } from '../ui/clock.tsx'

type Progress = NonNullable<NonNullable<Card['currentRun']>['progress']>

export function RunProgress({ progress: { message, percent, at } }: { progress: Progress }) {
  const when = (
    <span className="calm">
      {words.reported} <Ago at={at} /> {words.ago}
    </span>
  )
  if (percent === null) {
    return (
      <div className="progress">
        <span>{message}</span>
        {when}
      </div>
    )
  }
  return (
    <ProgressBar className="progress" value={percent}>
      {({ valueText }) => (
        <>
          <Label>{message}</Label>
          <span className="progress-bar">
            <span style={{ width: `${percent}%` }} />
          </span>
          <span className="calm">
            {valueText}, {when}
          </span>
        </>
      )}
    </ProgressBar>
  )
}
