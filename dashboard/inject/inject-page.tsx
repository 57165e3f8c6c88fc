/** Injects chunks: three ways fill one basket, a preview says what would come of it, and one button makes all of it or nothing. */
import { useMemo, useState } from 'react'
import { FolderGit2, ClipboardPaste, PenLine } from 'lucide-react'
import { useProject } from '../api/project-context.ts'
import { inject as words } from '../english/inject.ts'
import { usePageOperation } from '../shell/page-operation.ts'
import { Segments } from '../ui/button.tsx'
import { requestOf } from './basket.ts'
import type { NewEntry } from './basket.ts'
import { BasketList } from './basket-list.tsx'
import { DocumentPicker } from './document-picker.tsx'
import { HandForm } from './hand-form.tsx'
import { PasteForm } from './paste-form.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { ChunkDocuments, InjectWorkUnits, PreviewInjection } from './queries.ts'
import { useBasket } from './use-basket.ts'
import { usePreview } from './use-preview.ts'
import './inject.css'

const WAYS = [
  { value: 'hand', icon: PenLine },
  { value: 'paste', icon: ClipboardPaste },
  { value: 'repository', icon: FolderGit2 },
] as const
type Way = (typeof WAYS)[number]['value']

export default function InjectPage() {
  const { key: project } = useProject()
  const basket = useBasket(project)
  const request = useMemo(() => requestOf(basket.entries), [basket.entries])
  const previewed = usePreview(request)
  const [way, setWay] = useState<Way>('hand')
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const open = (id: number, isOpen: boolean) =>
    setOpened((before) => new Set(isOpen ? [...before, id] : [...before].filter((each) => each !== id)))

  /** What has no name yet is opened, so that it gets one. */
  const add = (added: readonly NewEntry[]) => {
    const unnamed = basket.add(added).filter(({ chunk }) => chunk === '')
    setOpened((before) => new Set([...before, ...unnamed.map(({ id }) => id)]))
  }

  const variables = { input: { project, workUnits: request.workUnits } }
  usePageOperation({
    document: ChunkDocuments,
    variables: { project },
    others: [
      { document: PreviewInjection, variables },
      { document: InjectWorkUnits, variables },
    ],
  })

  return (
    <div className="inject">
      <header className="inject-head">
        <h1>{words.title}</h1>
        <p className="calm">{words.lead}</p>
      </header>
      <div className="inject-work">
        <section className="card stack" aria-label={words.ways}>
          <Segments
            label={words.ways}
            value={way}
            onChange={setWay}
            segments={WAYS.map(({ value, icon: Icon }) => ({
              value,
              name: words.way[value],
              label: (
                <>
                  <Icon aria-hidden="true" size={15} />
                  {words.way[value]}
                </>
              ),
            }))}
          />
          {way === 'hand' ? <HandForm onAdd={add} /> : null}
          {way === 'paste' ? <PasteForm project={project} onAdd={add} /> : null}
          {way === 'repository' ? <DocumentPicker basket={basket} /> : null}
        </section>
        <BasketList basket={basket} previewed={previewed} opened={opened} onOpen={open} />
      </div>
      <PreviewPanel
        project={project}
        request={request}
        basket={basket}
        previewed={previewed}
        onGo={(id) => {
          open(id, true)
          // After it has been drawn.
          requestAnimationFrame(() => document.getElementById(`entry-${id}`)?.focus())
        }}
      />
    </div>
  )
}
