/** The settings of a project, each with what it does, changed one by one; for an owner also who may come in, and who is told. */
import { useState } from 'react'
import { useClient } from 'urql'
import { ProjectHead } from '../api/board.ts'
import { Direct } from '../api/direct.tsx'
import { useProject } from '../api/project-context.ts'
import { sentenceFor } from '../api/problem.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { useMay } from '../api/viewer.ts'
import { settings as words } from '../english/projects.ts'
import { usePageOperation } from '../shell/page-operation.ts'
import { Notice } from '../ui/parts.tsx'
import { ProjectSettings, UpdateProject } from './queries.ts'
import { SettingList } from './setting-list.tsx'
import { TokensSection } from './tokens-section.tsx'
import { WebhooksSection } from './webhooks-section.tsx'
import './projects.css'

export default function SettingsPage() {
  const { key: project, arrivals } = useProject()
  const client = useClient()
  const isOwner = useMay('OWNER')
  const [saves, setSaves] = useState(0)
  const { data, error } = useFreshQuery(ProjectSettings, { project }, arrivals + saves)
  const settings = data?.project
  usePageOperation({
    document: ProjectSettings,
    variables: { project },
    others: settings ? [{ document: UpdateProject, variables: { input: { key: project, maxAgents: settings.maxAgents } } }] : [],
  })
  /** The feed does not carry settings: the page and the header read them again. */
  const readAgain = () => {
    setSaves((count) => count + 1)
    void client.query(ProjectHead, { project }, { requestPolicy: 'network-only' }).toPromise()
  }

  return (
    <div className="settings">
      <header className="stack settings-head">
        <h1>{words.title}</h1>
        <p className="calm">{words.lead}</p>
        {isOwner ? null : <Notice tone="info">{words.ownerOnly}</Notice>}
        {error ? <Notice tone="problem">{sentenceFor(error)}</Notice> : null}
      </header>
      {settings ? (
        <SettingList settings={settings} isEditable={isOwner} onSaved={readAgain} />
      ) : error ? null : (
        <p className="calm">{words.reading}</p>
      )}
      {isOwner ? (
        <Direct>
          <TokensSection arrivals={arrivals} />
          <WebhooksSection project={project} arrivals={arrivals} />
        </Direct>
      ) : null}
    </div>
  )
}
