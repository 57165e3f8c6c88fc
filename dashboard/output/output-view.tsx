/** What a run says, as it says it: searched, followed and paused. */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { ArrowDownToLine, Clock4, Pause, WrapText } from 'lucide-react'
import { ToggleButton } from 'react-aria-components'
import { output as words } from '../english/output.ts'
import { useCommands } from '../shell/commands.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Notice } from '../ui/parts.tsx'
import { Finder, nextMatch } from './finder.ts'
import type { Match } from './finder.ts'
import { OutputLines } from './output-lines.tsx'
import type { LinesHandle } from './output-lines.tsx'
import { OutputSearch } from './output-search.tsx'
import { useOutput } from './use-output.ts'
import { useSetting } from './use-setting.ts'
import './output.css'

interface OutputViewProps {
  /** The global id of a run. */
  readonly run: string
  /** Whether it may say more. */
  readonly goesOn: boolean
  /** What is looked at instead, where that is newer. */
  readonly newer?: { readonly told: string; readonly show: string; readonly onShow: () => void } | null
  readonly onPaused?: (isPaused: boolean) => void
  /** What stands before the tools, such as a choice of runs. */
  readonly children?: ReactNode
}

export function OutputView(props: OutputViewProps) {
  return <OutputOf key={props.run} {...props} />
}

function OutputOf({ run, goesOn, newer, onPaused, children }: OutputViewProps) {
  const { feed, state } = useOutput(run)
  const { lines, step, problem, isFollowing, missed } = state
  const [wrap, setWrap] = useSetting('wrap', true)
  const [times, setTimes] = useSetting('times', false)
  const [text, setText] = useState('')
  const [current, setCurrent] = useState<Match | null>(null)
  const view = useRef<LinesHandle>(null)
  const field = useRef<HTMLInputElement>(null)
  const finder = useMemo(() => new Finder(text), [text])
  const matches = useMemo(() => finder.find(lines), [finder, lines])
  const place = matches.findIndex((match) => match.key === current?.key && match.place === current.place)

  const told = useRef(onPaused)
  useEffect(() => {
    told.current = onPaused
  })
  useEffect(() => told.current?.(!isFollowing), [isFollowing])

  const turn = () => (isFollowing ? feed.pause() : feed.follow())
  const go = (direction: 1 | -1) => {
    const match = nextMatch(matches, current, direction, view.current?.firstInSight() ?? 0)
    setCurrent(match)
    if (!match) return
    feed.pause()
    view.current?.show(match.index)
  }
  useCommands([
    { id: 'output:follow', group: 'view', label: words.keys.follow, keys: 'f', run: turn },
    { id: 'output:search', group: 'view', label: words.keys.search, keys: '/', run: () => field.current?.focus() },
    { id: 'output:wrap', group: 'view', label: words.keys.wrap, keys: 'l', run: () => setWrap(!wrap) },
    { id: 'output:times', group: 'view', label: words.keys.times, keys: 'm', run: () => setTimes(!times) },
  ])

  return (
    <section className="output" aria-label={words.title}>
      <div className="output-tools">
        {children}
        <OutputSearch
          text={text}
          onChange={(next) => {
            setText(next)
            setCurrent(null)
          }}
          current={place < 0 ? null : place + 1}
          count={matches.length}
          isPartial={state.hasEarlier || state.hasLater}
          onStep={go}
          inputRef={field}
        />
        <span className="output-space" />
        <ToggleButton className="button" data-icon-only aria-label={words.times} isSelected={times} onChange={setTimes}>
          <Clock4 aria-hidden="true" />
        </ToggleButton>
        <ToggleButton className="button" data-icon-only aria-label={words.wrap} isSelected={wrap} onChange={setWrap}>
          <WrapText aria-hidden="true" />
        </ToggleButton>
        <CopyButton label={words.copy} text={() => lines.map(({ plain }) => plain).join('\n')} />
        <Button
          variant={isFollowing ? 'quiet' : 'primary'}
          icon={isFollowing ? <Pause aria-hidden="true" /> : <ArrowDownToLine aria-hidden="true" />}
          onPress={turn}
        >
          {isFollowing ? words.pause : words.follow}
          {missed > 0 ? <span className="output-missed">{words.newLines(missed)}</span> : null}
        </Button>
      </div>
      {newer ? (
        <Notice tone="info">
          <div className="row">
            {newer.told} <Button onPress={newer.onShow}>{newer.show}</Button>
          </div>
        </Notice>
      ) : null}
      {problem === null ? null : (
        <Notice tone="problem">
          <div className="row">
            {words.failed(problem)} <Button onPress={() => feed.retry()}>{words.tryAgain}</Button>
          </div>
        </Notice>
      )}
      {lines.length === 0 && problem === null ? (
        <p className="output-empty">
          {step === 'reading' ? words.reading : step === 'gone' ? words.noRun : goesOn ? words.nothingSoFar : words.nothing}
        </p>
      ) : (
        <OutputLines
          ref={view}
          feed={feed}
          state={state}
          wrap={wrap}
          times={times}
          wanted={finder.wanted}
          current={place < 0 ? null : current}
        />
      )}
    </section>
  )
}
