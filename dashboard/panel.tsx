/** The signed-in page: which project, how live it is, and the page of the route below. */
import { useEffect } from 'react'
import { useQuery } from 'urql'
import { graphql } from './api/graphql.ts'
import { sentenceFor } from './api/problem.ts'
import { useRoute } from './route.ts'
import { ProjectPanel } from './project-panel.tsx'

const Projects = graphql(`
  query Projects {
    projects {
      id
      key
    }
  }
`)

export function Panel({ onSignedOut }: { onSignedOut: () => void }) {
  const route = useRoute()
  const [{ data, error, fetching }, read] = useQuery({ query: Projects, requestPolicy: 'cache-and-network' })

  // Projects are not in the feed: a list that could not be read, or is empty, is read again until there is one.
  const missing = !data || data.projects.length === 0
  useEffect(() => {
    if (!missing || fetching) return
    const timer = setTimeout(() => read({ requestPolicy: 'network-only' }), 2_000)
    return () => clearTimeout(timer)
  }, [missing, fetching, read])

  if (!data) return <p className="waiting">{error ? sentenceFor(error) : 'Reading the projects …'}</p>
  const keys = data.projects.map((project) => project.key)
  const project = route.project ?? keys[0]
  if (project === undefined) return <NoProject />
  return <ProjectPanel key={project} project={project} projects={keys} chunk={route.chunk} onSignedOut={onSignedOut} />
}

function NoProject() {
  return (
    <main className="waiting">
      <h1>No project yet</h1>
      <p>A project is a git repository that signalbox works on. Add one, and this page shows it by itself:</p>
      <pre>signalbox project add PATH --agent COMMAND -- PROGRAM [ARGUMENTS]</pre>
    </main>
  )
}
