/** The signed-in page: who is signed in, which project, and the page of the route below. */
import { useEffect, useMemo, useRef } from 'react'
import { useQuery } from 'urql'
import { graphql } from '../api/graphql.ts'
import { sentenceFor } from '../api/problem.ts'
import { useLast } from '../api/use-last.ts'
import { ViewerContext } from '../api/viewer.ts'
import { shell } from '../english/shell.ts'
import { useRoute } from '../route.ts'
import { CommandContext, CommandList } from './commands.ts'
import { ProjectPanel } from './project-panel.tsx'
import { ProjectsFrame } from './projects-frame.tsx'
import './shell.css'

const SignedIn = graphql(`
  query SignedIn {
    viewer {
      name
      role
    }
    projects {
      id
      key
    }
  }
`)

export function Panel({ onSignedOut }: { onSignedOut: () => void }) {
  const route = useRoute()
  const commands = useMemo(() => new CommandList(), [])
  const [{ data: answer, error, fetching }, read] = useQuery({ query: SignedIn, requestPolicy: 'cache-and-network' })
  const data = useLast(answer)

  // Projects are not in the feed: they are read again with every change of the page, and while there is none.
  const missing = !data || data.projects.length === 0
  const place = `${route.project}/${route.page}`
  const readPlace = useRef(place)
  useEffect(() => {
    if (fetching) return
    const moved = readPlace.current !== place
    readPlace.current = place
    if (moved) read({ requestPolicy: 'network-only' })
    if (moved || !missing) return
    const timer = setTimeout(() => read({ requestPolicy: 'network-only' }), 2_000)
    return () => clearTimeout(timer)
  }, [missing, fetching, read, place])

  if (!data) return <p className="waiting">{error ? sentenceFor(error) : shell.readingProjects}</p>
  const keys = data.projects.map((project) => project.key)
  const project = route.page === 'projects' ? undefined : (route.project ?? keys[0])
  return (
    <ViewerContext value={data.viewer}>
      <CommandContext value={commands}>
        {project === undefined ? (
          <ProjectsFrame />
        ) : (
          <ProjectPanel key={project} project={project} projects={keys} route={route} onSignedOut={onSignedOut} />
        )}
      </CommandContext>
    </ViewerContext>
  )
}
