/** One project, live: the header that says how far the picture can be trusted, and the board or a unit below it. */
import { useEffect } from 'react'
import { useQuery } from 'urql'
import { Board, ProjectHead } from './api/board.ts'
import { useFreshQuery } from './api/use-fresh-query.ts'
import { useLast } from './api/use-last.ts'
import { useLive } from './api/use-live.ts'
import { AttentionPanel } from './attention/attention-panel.tsx'
import { AttentionQueue } from './attention/queries.ts'
import { HomePage } from './home/home-page.tsx'
import { ProjectSwitcher } from './home/project-switcher.tsx'
import { boardAddress } from './route.ts'
import { ConnectionBadge } from './ui/connection-badge.tsx'
import { UnitPage } from './unit/unit-page.tsx'

interface ProjectPanelProps {
  readonly project: string
  readonly projects: readonly string[]
  readonly chunk: string | null
  readonly onSignedOut: () => void
}

export function ProjectPanel({ project, projects, chunk, onSignedOut }: ProjectPanelProps) {
  const { state, arrivals, queueVersion } = useLive(project)
  // What the feed reads anew it reads by these queries, and so they see when that fails.
  const [boardResult] = useQuery({ query: Board, variables: { project }, requestPolicy: 'cache-only' })
  const [headResult] = useQuery({ query: ProjectHead, variables: { project }, requestPolicy: 'cache-only' })
  const board = useLast(boardResult.data)
  const settings = useLast(headResult.data)?.project
  const queue = useFreshQuery(AttentionQueue, { project }, queueVersion)
  const items = queue.data?.attentionQueue ?? []

  useEffect(() => {
    if (state.kind === 'signed-out') onSignedOut()
  }, [state.kind, onSignedOut])
  useEffect(() => {
    document.title = `${items.length > 0 ? `(${items.length}) ` : ''}${chunk ?? project} · signalbox`
  }, [items.length, chunk, project])

  const units = board?.project?.workUnits.nodes
  const running = units?.filter((unit) => unit.status === 'RUNNING').length ?? 0

  return (
    <>
      <header className="top">
        <a className="brand" href={boardAddress(project)}>
          signalbox
        </a>
        <ProjectSwitcher project={project} projects={projects} />
        {settings && units && (
          <p className="works">
            {settings.paused ? <strong className="tag">Paused</strong> : null} {running} of {settings.maxAgents} agents at work · base{' '}
            <code>{settings.baseBranch}</code>
          </p>
        )}
        <ConnectionBadge connection={state} />
      </header>
      {!units || !board?.project ? (
        <p className="waiting">{state.kind === 'disconnected' ? `${project} cannot be shown: ${state.reason}` : 'Reading the board …'}</p>
      ) : (
        <div className={state.kind === 'live' ? 'picture' : 'picture old'}>
          {chunk === null ? (
            <HomePage project={project} phases={board.project.phases} units={units}>
              <AttentionPanel project={project} items={items} error={queue.error} />
            </HomePage>
          ) : (
            <UnitPage
              key={chunk}
              project={project}
              chunk={chunk}
              arrivals={arrivals}
              card={units.find((unit) => unit.chunk === chunk)}
              units={units}
              items={items.filter((item) => item.workUnit.chunk === chunk)}
            />
          )}
        </div>
      )}
    </>
  )
}
