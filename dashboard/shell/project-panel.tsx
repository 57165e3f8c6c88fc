/** One project, live: the frame that says how far the picture can be trusted, and the page of the route in it. */
import { Suspense, useEffect, useMemo, useState } from 'react'
import { useQuery } from 'urql'
import type { PageOperation } from '../api/as-graphql.ts'
import { AttentionQueue } from '../api/attention-queue.ts'
import { ProjectHead } from '../api/board.ts'
import { ProjectContext } from '../api/project-context.ts'
import type { Project } from '../api/project-context.ts'
import { useServerClock } from '../api/server-clock.ts'
import { LiveGateContext } from '../api/use-action.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { useLast } from '../api/use-last.ts'
import { useLive } from '../api/use-live.ts'
import { AttentionNews } from '../attention/attention-news.tsx'
import { keys as keyWords, shell } from '../english/shell.ts'
import { pageAddress } from '../route.ts'
import type { Route } from '../route.ts'
import { ServerClock } from '../ui/clock.tsx'
import { useCommandKeys, useCommands } from './commands.ts'
import { Header } from './header.tsx'
import { KeyboardMap } from './keyboard-map.tsx'
import { Navigation } from './navigation.tsx'
import { PageBoundary } from './page-boundary.tsx'
import { PageOperationContext } from './page-operation.ts'
import { loadEveryPage, PAGE_CODE, PAGES } from './pages.ts'
import { Palette } from './palette.tsx'
import { useTabTitle } from './tab-title.ts'

/** So that a storm of changes is no storm of rankings, in milliseconds. */
const QUEUE_PAUSE = 400
/** What is on the screen is loaded first; in milliseconds. */
const OTHER_PAGES_AFTER = 1_000

interface ProjectPanelProps {
  readonly project: string
  readonly projects: readonly string[]
  readonly route: Route
  readonly onSignedOut: () => void
}

export function ProjectPanel({ project: key, projects, route, onSignedOut }: ProjectPanelProps) {
  const { units, gate, state, arrivals, queueVersion } = useLive(key)
  const isLive = state.kind === 'live'
  // The feed reads this anew with every connection.
  const [head] = useQuery({ query: ProjectHead, variables: { project: key }, requestPolicy: 'cache-only' })
  const settings = useLast(head.data)?.project ?? undefined
  const { data, error: queueError } = useFreshQuery(AttentionQueue, { project: key }, queueVersion, QUEUE_PAUSE)
  const queue = data?.attentionQueue
  const ahead = useServerClock(arrivals)
  const project = useMemo<Project>(
    () => ({ key, units, state, arrivals, settings, queue: queue ?? [], queueError }),
    [key, units, state, arrivals, settings, queue, queueError],
  )

  const [open, setOpen] = useState<'palette' | 'keys' | null>(null)
  const [operation, setOperation] = useState<PageOperation | null>(null)
  const close = () => setOpen(null)
  useCommands([
    { id: 'palette', group: 'view', label: keyWords.openPalette, keys: '$mod+k', run: () => setOpen('palette') },
    { id: 'keys', group: 'view', label: keyWords.showKeys, keys: 'Shift+?', run: () => setOpen('keys') },
    ...PAGES.map(({ name, title, keys }) => ({
      id: `go:${name}`,
      group: 'go' as const,
      label: title,
      keys,
      run: () => {
        window.location.hash = pageAddress(key, name)
      },
    })),
  ])
  useCommandKeys()
  useTabTitle(route.chunk ?? key, project.queue.length, isLive)
  useEffect(() => {
    if (state.kind === 'signed-out') onSignedOut()
  }, [state.kind, onSignedOut])

  useEffect(() => {
    if (!isLive) return
    const timer = setTimeout(() => void loadEveryPage(), OTHER_PAGES_AFTER)
    return () => clearTimeout(timer)
  }, [isLive])

  const Page = PAGE_CODE[route.page]
  return (
    <ProjectContext value={project}>
      <ServerClock value={ahead}>
        <LiveGateContext value={gate}>
          <PageOperationContext value={setOperation}>
            <a className="skip" href="#page" onClick={focusPage}>
              {shell.skip}
            </a>
            <Header projects={projects} operation={operation} onPalette={() => setOpen('palette')} onKeys={() => setOpen('keys')} />
            <div className="frame">
              <Navigation project={key} page={route.page} attention={project.queue.length} />
              <main className="page" id="page" tabIndex={-1} data-live={isLive}>
                {units.isReady ? (
                  <PageBoundary key={`${route.page}/${route.chunk}`}>
                    <Suspense fallback={<p className="calm">{shell.readingPage}</p>}>
                      <Page />
                    </Suspense>
                  </PageBoundary>
                ) : (
                  <p className="calm">{state.kind === 'disconnected' ? shell.cannotBeShown(key, state.reason) : shell.readingUnits}</p>
                )}
              </main>
            </div>
            <AttentionNews project={key} queue={queue} />
            <Palette isOpen={open === 'palette'} onClose={close} />
            <KeyboardMap isOpen={open === 'keys'} onClose={close} />
          </PageOperationContext>
        </LiveGateContext>
      </ServerClock>
    </ProjectContext>
  )
}

/** The fragment of the address is the route, so the link moves the focus itself. */
function focusPage(event: { preventDefault: () => void }) {
  event.preventDefault()
  document.getElementById('page')?.focus()
}
