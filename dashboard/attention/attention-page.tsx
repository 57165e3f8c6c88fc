/** What needs a person: the ranked queue, and beside it the chosen item with all that is needed to decide in place. */
import { useEffect, useRef, useState } from 'react'
import { AttentionQueue } from '../api/attention-queue.ts'
import type { Item } from '../api/attention-queue.ts'
import { useProject, useUnits } from '../api/project-context.ts'
import { sentenceFor } from '../api/problem.ts'
import { attention as words, forms } from '../english/attention.ts'
import { usePageOperation } from '../shell/page-operation.ts'
import { Notice } from '../ui/parts.tsx'
import { AttentionItem } from './attention-item.tsx'
import { alikeOf } from './cause.ts'
import { EmptyQueue } from './empty-queue.tsx'
import { enterForm } from './item-keys.ts'
import { nextOf } from './kept.ts'
import { MissedItem } from './missed-item.tsx'
import { NotifyButton } from './notify-button.tsx'
import { QueueList } from './queue-list.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { choose, useChosen, useWanted } from './use-chosen.ts'
import { useQueueCommands } from './use-queue-commands.ts'
import { useSelection } from './use-selection.ts'
import { useShown } from './use-shown.ts'
import './attention.css'

/** In place of an item's id. */
const HEADING = ''

export default function AttentionPage() {
  const { key: project, queue, queueError } = useProject()
  usePageOperation({ document: AttentionQueue, variables: { project } })
  const wanted = useWanted()
  const { items, released, letGo } = useShown(queue, wanted)
  const isWaiting = useUnits().some((unit) => unit.attention.length > 0)
  const { chosen, missed, forget } = useChosen(items, wanted, released, items.length > 0 || !isWaiting)
  const article = useRef<HTMLElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const [told, setTold] = useState('')
  // Where the focus shall go when it is on the screen: to an item, or to the page's heading where none is left.
  const focusOn = useRef<string | null>(null)
  useEffect(() => {
    const place = focusOn.current === HEADING ? heading : focusOn.current === chosen?.id ? article : null
    if (focusOn.current === null || !place?.current) return
    focusOn.current = null
    place.current.focus({ preventScroll: true })
  })

  // What is decided is answered later: by then the queue, and who looks at what, may be others.
  const newest = useRef({ items, wanted })
  useEffect(() => {
    newest.current = { items, wanted }
  })
  const goOn = (ids: readonly string[], sentence: string) => {
    const isShown = ids.includes(newest.current.wanted ?? '')
    const next = nextOf(newest.current.items, ids)
    letGo(ids)
    setTold(isShown ? `${sentence} ${next ? forms.next(next.workUnit.title) : forms.allDecided}` : sentence)
    if (!isShown) return
    choose(next?.id ?? null)
    focusOn.current = next?.id ?? HEADING
  }
  const selection = useSelection(items, (ids) => goOn(ids, forms.retriedAll(ids.length)))

  const isOpen = (item: Item) => queue.some(({ id }) => id === item.id)
  const step = (by: 1 | -1, thenFocus: boolean) => {
    const place = items.findIndex(({ id }) => id === chosen?.id)
    // At either end it stays, and has the focus all the same.
    const next = items[place + by] ?? items[place]
    if (!next) return
    if (thenFocus && next.id === chosen?.id) article.current?.focus({ preventScroll: true })
    else if (thenFocus) focusOn.current = next.id
    choose(next.id)
  }
  useQueueCommands({ project, chosen, article, selection, onStep: (by) => step(by, true) })

  return (
    <div className="stack attention-page">
      <header className="row attention-top">
        <h1 ref={heading} tabIndex={-1}>
          {words.title} <span className="count">{queue.length}</span>
        </h1>
        <span className="attention-space" />
        <NotifyButton />
      </header>
      <p className="unseen" aria-live="polite">
        {told}
      </p>
      {queueError ? <Notice tone="warning">{words.queueOld(sentenceFor(queueError))}</Notice> : null}
      {missed === null ? null : <MissedItem key={missed} id={missed} onDismiss={forget} />}
      {!chosen && isWaiting ? <p className="calm">{words.reading}</p> : null}
      {!chosen && !isWaiting ? <EmptyQueue /> : null}
      {chosen ? (
        <div className="attention-columns">
          <div className="stack attention-queue">
            <SelectionBar selection={selection} alike={alikeOf(items.filter(isOpen), chosen)} />
            <QueueList
              items={items}
              chosen={chosen.id}
              selected={selection.ids}
              refusalOf={selection.refusalOf}
              isOpen={isOpen}
              onChoose={(item, by) => {
                choose(item.id)
                if (by === 'key') requestAnimationFrame(() => enterForm(article.current))
                else article.current?.scrollIntoView({ block: 'nearest' })
              }}
              onStep={(by) => step(by, false)}
              onSelect={selection.set}
            />
          </div>
          <AttentionItem
            key={chosen.id}
            ref={article}
            item={chosen}
            refusal={selection.refusalOf(chosen)}
            onDecided={(sentence) => goOn([chosen.id], sentence)}
            onDismiss={() => goOn([chosen.id], '')}
          />
        </div>
      ) : null}
    </div>
  )
}
