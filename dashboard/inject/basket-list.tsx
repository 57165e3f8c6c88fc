/** The basket: what is going to be injected, each to be opened and changed, with what the server says is wrong with it. */
import { useId } from 'react'
import { ChevronRight, FileText, X } from 'lucide-react'
import { Button as AriaButton } from 'react-aria-components'
import { inject as words } from '../english/inject.ts'
import { Button } from '../ui/button.tsx'
import { Empty, Notice, Tag } from '../ui/parts.tsx'
import type { Entry, Mark } from './basket.ts'
import { suggestChunk } from './pasted.ts'
import { EntryEditor } from './entry-editor.tsx'
import type { Basket } from './use-basket.ts'
import type { Previewed } from './use-preview.ts'

interface BasketListProps {
  readonly basket: Basket
  readonly previewed: Previewed
  readonly opened: ReadonlySet<number>
  readonly onOpen: (id: number, isOpen: boolean) => void
}

export function BasketList({ basket, previewed, opened, onOpen }: BasketListProps) {
  const { entries, isKept } = basket
  const titles = new Map(previewed.preview?.workUnits.map(({ chunk, title }) => [chunk, title]))
  return (
    <section className="inject-basket" aria-labelledby="basket">
      <div className="inject-basket-head">
        <h2 id="basket">
          {words.basket} {entries.length > 0 ? <span className="count">{words.basketCount(entries.length)}</span> : null}
        </h2>
        {entries.length > 0 ? (
          <Button variant="quiet" onPress={() => basket.remove(entries.map(({ id }) => id))}>
            {words.emptyBasket}
          </Button>
        ) : null}
      </div>
      {isKept ? null : <Notice tone="warning">{words.basketNotKept}</Notice>}
      {entries.length === 0 ? (
        <div className="card">
          <Empty title={words.basketEmpty}>{words.basketEmptyLead}</Empty>
        </div>
      ) : (
        <ul className="inject-entries">
          {entries.map((entry) => (
            <BasketEntry
              key={entry.id}
              entry={entry}
              title={entry.title || titles.get(entry.chunk)}
              mark={previewed.marks.find(({ id }) => id === entry.id)}
              problem={previewed.refusal}
              isOpen={opened.has(entry.id)}
              onOpen={(isOpen) => onOpen(entry.id, isOpen)}
              basket={basket}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

interface BasketEntryProps {
  readonly entry: Entry
  readonly title: string | undefined
  readonly mark: Mark | undefined
  readonly problem: string | null
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
  readonly basket: Basket
}

function BasketEntry({ entry, title, mark, problem, isOpen, onOpen, basket }: BasketEntryProps) {
  const { id, chunk, path, held, priority } = entry
  const panel = useId()
  const shownProblem = mark ? problem : null
  return (
    <li className="card inject-entry" data-problem={mark !== undefined}>
      <div className="inject-entry-head">
        <AriaButton
          id={`entry-${id}`}
          className="inject-entry-toggle"
          aria-expanded={isOpen}
          aria-controls={isOpen ? panel : undefined}
          onPress={() => onOpen(!isOpen)}
        >
          <ChevronRight aria-hidden="true" size={16} />
          <span className="unseen">{words.edit}</span>
          {chunk === '' ? <span className="calm">{words.unnamed}</span> : <span className="chunk">{chunk}</span>}
          <span className="inject-entry-title calm">{title ?? (chunk === '' ? suggestChunk(entry.goal) : '')}</span>
        </AriaButton>
        {held ? <Tag>{words.held}</Tag> : null}
        {priority.trim() === '' ? null : <Tag>{words.priority(priority.trim())}</Tag>}
        {path === null ? null : (
          <span className="inject-path calm" title={path}>
            <FileText aria-hidden="true" size={14} />
            <span>{path}</span>
          </span>
        )}
        <Button variant="quiet" icon={<X aria-hidden="true" />} aria-label={words.remove(chunk)} onPress={() => basket.remove([id])} />
      </div>
      {shownProblem !== null && !isOpen ? <p className="inject-problem">{shownProblem}</p> : null}
      {isOpen ? (
        <div id={panel}>
          <EntryEditor entry={entry} mark={mark} problem={shownProblem} onChange={(changes) => basket.change(id, changes)} />
        </div>
      ) : null}
    </li>
  )
}
