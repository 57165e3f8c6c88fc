/** The track diagram: what a signaller's panel is to a railway. Each unit is a line through the blocks of the project, and stands in one of them. */
import { useCallback, useMemo, useRef, useState } from 'react'
import { CirclePlus } from 'lucide-react'
import { BoardPage } from '../api/board.ts'
import { useProject } from '../api/project-context.ts'
import { track as words } from '../english/track.ts'
import { pageAddress } from '../route.ts'
import { useCommands } from '../shell/commands.ts'
import { usePageOperation } from '../shell/page-operation.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Empty } from '../ui/parts.tsx'
import { AttentionStrip } from './attention-strip.tsx'
import { BlockHeads } from './block-heads.tsx'
import { blocksOf } from './place.ts'
import { Toolbar } from './toolbar.tsx'
import { TrackList } from './track-list.tsx'
import type { TrackListHandle } from './track-list.tsx'
import { useArranged } from './use-arranged.ts'
import { useView } from './use-view.ts'
import type { View } from './view.ts'
import './track.css'
import './unit-line.css'

export default function TrackPage() {
  const { key: project, units, settings, queue } = useProject()
  const [view, { change, clear, fold, toggleStatus, toggleBlock, toggleDensity, nextGrouping }] = useView(project)
  const arranged = useArranged(units, view)
  const standing = blocksOf(settings?.phases ?? [], arranged.standing).join(' ')
  const blocks = useMemo(() => blocksOf([], standing.split(' ') as View['blocks']), [standing])

  const search = useRef<HTMLInputElement>(null)
  const list = useRef<TrackListHandle>(null)
  const toFirst = useCallback(() => list.current?.go('first'), [])
  usePageOperation({ document: BoardPage, variables: { project, after: null } })
  useCommands([
    { id: 'track:next', group: 'act', label: words.nextUnit, keys: 'j', run: () => list.current?.go('next') },
    { id: 'track:previous', group: 'act', label: words.previousUnit, keys: 'k', run: () => list.current?.go('previous') },
    { id: 'track:search', group: 'act', label: words.toSearch, keys: '/', run: () => search.current?.select() },
    { id: 'track:density', group: 'view', label: words.toggleDensity, keys: 'o', run: toggleDensity },
    { id: 'track:group', group: 'view', label: words.nextGrouping, keys: 'c', run: nextGrouping },
  ])

  if (arranged.all === 0) return <NoWork project={project} />
  return (
    <div className="track" data-density={view.density}>
      <AttentionStrip project={project} queue={queue} />
      <div className="track-board">
        <Toolbar
          view={view}
          arranged={arranged}
          searchRef={search}
          onChange={change}
          onToggle={toggleStatus}
          onClear={clear}
          onLeaveSearch={toFirst}
        />
        <Announcement view={view} text={words.shown(arranged.shown, arranged.all)} />
        <BlockHeads blocks={blocks} arranged={arranged} view={view} onToggle={toggleBlock} />
        <TrackList
          project={project}
          units={units}
          groups={arranged.groups}
          blocks={blocks}
          density={view.density}
          onFold={fold}
          handle={list}
        />
        {arranged.shown === 0 ? (
          <Empty title={words.nothingFits}>
            <p>{words.nothingFitsHint}</p>
            <Button onPress={clear}>{words.clear}</Button>
          </Empty>
        ) : null}
      </div>
    </div>
  )
}

/** Read out when somebody has searched or chosen; what the feed changes is not. */
function Announcement({ view, text }: { view: View; text: string }) {
  const [said, setSaid] = useState<{ view: View; text: string } | null>(null)
  if (said?.view !== view) setSaid({ view, text })
  return (
    <p className="unseen" role="status">
      {said?.text}
    </p>
  )
}

function NoWork({ project }: { project: string }) {
  return (
    <Empty title={words.empty}>
      <h1 className="unseen">{words.title}</h1>
      <p>{words.emptyLead}</p>
      <ButtonLink href={pageAddress(project, 'inject')} variant="primary" icon={<CirclePlus aria-hidden="true" />}>
        {words.emptyInject}
      </ButtonLink>
      <p>{words.emptyCommand}</p>
      <code className="code">{words.command(project)}</code>
    </Empty>
  )
}
