/** All projects, how their units stand, and a form that adds one. It belongs to no project, so that no feed tells of changes: it looks again and again. */
import { useEffect, useState } from 'react'
import { Plus, Settings as Gear } from 'lucide-react'
import { sentenceFor } from '../api/problem.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { useMay } from '../api/viewer.ts'
import { STATUS_WORDS } from '../english/common.ts'
import { projects as words } from '../english/projects.ts'
import { pageAddress } from '../route.ts'
import { usePageOperation } from '../shell/page-operation.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Clock } from '../ui/clock.tsx'
import { Empty, Notice, Tag } from '../ui/parts.tsx'
import { Signal, STATUSES } from '../ui/signal.tsx'
import { NewProjectForm } from './new-project-form.tsx'
import { ProjectList } from './queries.ts'
import './projects.css'

/** In milliseconds. */
const LOOKS_EVERY = 5_000
const NO_VARIABLES = {}

export default function ProjectsPage() {
  const isOwner = useMay('OWNER')
  const [looks, setLooks] = useState(0)
  const { data, error } = useFreshQuery(ProjectList, NO_VARIABLES, looks)
  const [isAdding, setAdding] = useState(() => sessionStorage.getItem('draft:new-project') !== null)
  const [added, setAdded] = useState<string | null>(null)
  usePageOperation({ document: ProjectList, variables: NO_VARIABLES })
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setLooks((count) => count + 1)
    }, LOOKS_EVERY)
    return () => clearInterval(timer)
  }, [])

  const list = data?.projects ?? []
  return (
    <div className="projects">
      <header className="projects-head">
        <div>
          <h1>{words.title}</h1>
          <p className="calm">{words.lead}</p>
        </div>
        {data ? (
          <p className="calm">
            {words.readAt} <Clock at={data.server.now} seconds />
          </p>
        ) : null}
      </header>
      {error ? <Notice tone="problem">{sentenceFor(error)}</Notice> : null}
      {added === null ? null : (
        <Notice tone="info">
          <div className="row">
            {words.added(added)} <a href={pageAddress(added, 'track')}>{words.open(added)}</a>
          </div>
        </Notice>
      )}
      {data && list.length === 0 ? <Empty title={words.none}>{words.noneLead}</Empty> : null}
      <ul className="project-list">
        {list.map((project) => (
          <li key={project.id} className="card project">
            <div className="project-name">
              <h2>
                <a href={pageAddress(project.key, 'track')}>{project.key}</a>
              </h2>
              {project.paused ? <Tag tone="attention">{words.paused}</Tag> : null}
              <ul className="project-counts" aria-label={words.counts}>
                {STATUSES.map((status) => (
                  <li key={status} title={STATUS_WORDS[status]}>
                    <Signal status={status} /> {project.statusCounts.find((each) => each.status === status)?.count ?? 0}
                  </li>
                ))}
              </ul>
              <ButtonLink
                href={pageAddress(project.key, 'settings')}
                variant="quiet"
                icon={<Gear aria-hidden="true" />}
                label={words.settings(project.key)}
              />
            </div>
            <p className="calm project-facts">
              <code>{project.repositoryPath}</code>
              <span>
                {words.on} <code>{project.baseBranch}</code>
              </span>
              <span>{words.slots(project.maxAgents)}</span>
            </p>
          </li>
        ))}
      </ul>
      {!isOwner && data ? <Notice tone="info">{words.ownerOnly}</Notice> : null}
      {isOwner && isAdding ? (
        <NewProjectForm
          onClose={() => setAdding(false)}
          onAdded={(key) => {
            setAdded(key)
            setAdding(false)
            setLooks((count) => count + 1)
          }}
        />
      ) : null}
      {isOwner && !isAdding ? (
        <div>
          <Button icon={<Plus aria-hidden="true" />} onPress={() => setAdding(true)}>
            {words.add}
          </Button>
        </div>
      ) : null}
    </div>
  )
}
