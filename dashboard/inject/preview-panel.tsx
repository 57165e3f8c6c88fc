/** What will happen: the order, where each starts and what it waits for, predicted conflicts, or why it cannot be; and the button. */
import { useState } from 'react'
import { useMay } from '../api/viewer.ts'
import { useAction } from '../api/use-action.ts'
import { common, PHASE_WORDS } from '../english/common.ts'
import { inject as words } from '../english/inject.ts'
import { unitAddress } from '../route.ts'
import { useCommands } from '../shell/commands.ts'
import { ActionState } from '../ui/action-state.tsx'
import { Button } from '../ui/button.tsx'
import { Notice, Tag } from '../ui/parts.tsx'
import { Signal } from '../ui/signal.tsx'
import type { Request } from './basket.ts'
import { PredictedConflicts } from './predicted-conflicts.tsx'
import { InjectWorkUnits } from './queries.ts'
import type { Injected, Preview } from './queries.ts'
import type { Basket } from './use-basket.ts'
import type { Previewed } from './use-preview.ts'

interface PreviewPanelProps {
  readonly project: string
  readonly request: Request
  readonly basket: Basket
  readonly previewed: Previewed
  /** Brings an entry of the basket into view. */
  readonly onGo: (id: number) => void
}

export function PreviewPanel({ project, request, basket, previewed, onGo }: PreviewPanelProps) {
  const may = useMay('OPERATOR')
  const action = useAction(InjectWorkUnits)
  const [made, setMade] = useState<Injected>([])
  const { preview, isCurrent } = previewed
  const count = request.workUnits.length
  const isOffered = may && preview !== null && isCurrent && !action.busy
  const injectAll = async () => {
    const data = await action.act({ project, workUnits: [...request.workUnits] })
    if (!data) return
    setMade(data.injectWorkUnits.workUnits)
    basket.remove(request.ids)
  }
  useCommands(
    isOffered ? [{ id: 'inject:all', group: 'act', label: words.inject(count), keys: '$mod+Enter', run: () => void injectAll() }] : [],
  )

  return (
    <aside className="card stack inject-preview" aria-labelledby="preview" aria-busy={!isCurrent}>
      <h2 id="preview">{words.preview}</h2>
      {made.length > 0 ? <Made project={project} made={made} /> : null}
      {previewed.refusal === null ? null : <Refused basket={basket} previewed={previewed} onGo={onGo} />}
      {preview === null ? null : (
        <div className="stack inject-foreseen" data-current={isCurrent}>
          <Order project={project} preview={preview} />
          <PredictedConflicts project={project} preview={preview} />
        </div>
      )}
      {count === 0 && made.length === 0 && previewed.refusal === null ? <p className="calm">{words.previewNothing}</p> : null}
      {isCurrent ? null : (
        <p className="calm" role="status">
          {preview === null && previewed.refusal === null ? words.previewReading : words.previewOld}
        </p>
      )}
      {may ? (
        <div className="stack inject-act">
          <Button variant="primary" isDisabled={!isOffered} onPress={() => void injectAll()}>
            {words.inject(count)}
          </Button>
          <p className="calm">{words.oneTransaction}</p>
          <ActionState {...action} />
        </div>
      ) : (
        <Notice tone="info">{common.viewerOnly}</Notice>
      )}
    </aside>
  )
}

function Made({ project, made }: { project: string; made: Injected }) {
  return (
    <Notice tone="info">
      {words.made(made.length)}
      <ul className="inject-made">
        {made.map(({ id, chunk, title }) => (
          <li key={id}>
            <a href={unitAddress(project, chunk)} className="chunk">
              {chunk}
            </a>{' '}
            {title}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function Refused({ basket, previewed, onGo }: Pick<PreviewPanelProps, 'basket' | 'previewed' | 'onGo'>) {
  const named = previewed.marks.flatMap(({ id }) => basket.entries.find((entry) => entry.id === id) ?? [])
  return (
    <Notice tone="problem">
      <strong>{words.cannot}</strong>
      <p>{previewed.refusal}</p>
      <div className="row inject-go">
        {named.map(({ id, chunk }) => (
          <Button key={id} onPress={() => onGo(id)}>
            {words.goTo(chunk)}
          </Button>
        ))}
        {named.length === 0 ? <Button onPress={previewed.readAgain}>{words.readAgain}</Button> : null}
      </div>
    </Notice>
  )
}

function Order({ project, preview: { workUnits } }: { project: string; preview: Preview }) {
  const fresh = new Set(workUnits.map(({ chunk }) => chunk))
  return (
    <section>
      <h3>{words.order}</h3>
      <ol className="inject-order">
        {workUnits.map(({ chunk, title, status, phase, dependsOn, held, priority }) => (
          <li key={chunk}>
            <Signal status={status} />
            <div>
              <span className="chunk">{chunk}</span> <span>{title}</span>
              <div className="inject-order-facts calm">
                <span>{words.startsAt(PHASE_WORDS[phase])}</span>
                {held ? <Tag>{words.held}</Tag> : null}
                {priority === 0 ? null : <Tag>{words.priority(String(priority))}</Tag>}
                {dependsOn.length === 0 ? null : (
                  <span>
                    {words.waitsFor}{' '}
                    {dependsOn.map((name, index) => (
                      <span key={name}>
                        {index > 0 ? ', ' : null}
                        {fresh.has(name) ? <span className="chunk">{name}</span> : <ChunkLink project={project} chunk={name} />}
                      </span>
                    ))}
                  </span>
                )}
              </div>
            </div>
          </li>
        ))}
      </ol>
    </section>
  )
}

function ChunkLink({ project, chunk }: { project: string; chunk: string }) {
  return (
    <a className="chunk" href={unitAddress(project, chunk)}>
      {chunk}
    </a>
  )
}
