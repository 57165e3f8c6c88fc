/** Chooses GOAL.md files of the repository: what is ticked is in the basket. */
import { useMemo, useState } from 'react'
import { useProject } from '../api/project-context.ts'
import { Direct } from '../api/direct.tsx'
import { sentenceFor } from '../api/problem.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { inject as words } from '../english/inject.ts'
import { Button } from '../ui/button.tsx'
import { TextInput } from '../ui/field.tsx'
import { Empty, Notice } from '../ui/parts.tsx'
import { DocumentList } from './document-list.tsx'
import { entryOf, matching, needsOf } from './documents.ts'
import { ChunkDocuments } from './queries.ts'
import type { ChunkDocument } from './queries.ts'
import type { Basket } from './use-basket.ts'

export function DocumentPicker({ basket }: { basket: Basket }) {
  return (
    <Direct>
      <Documents basket={basket} />
    </Direct>
  )
}

function Documents({ basket }: { basket: Basket }) {
  const { key: project, arrivals, settings } = useProject()
  const [asked, setAsked] = useState(0)
  const { data, error } = useFreshQuery(ChunkDocuments, { project }, arrivals + asked)
  const [search, setSearch] = useState('')
  const [newest, setNewest] = useState<ChunkDocument | null>(null)
  const documents = useMemo(() => data?.chunkDocuments ?? [], [data])
  const shown = useMemo(() => matching(documents, search), [documents, search])
  const readAgain = <Button onPress={() => setAsked((count) => count + 1)}>{words.readAgain}</Button>

  const failure = error ? <Notice tone="problem">{sentenceFor(error)}</Notice> : null
  if (!data) {
    return (
      <div className="stack">
        {failure ?? <p className="calm">{words.readingDocuments}</p>}
        <div>{readAgain}</div>
      </div>
    )
  }
  return (
    <div className="stack">
      {failure}
      <div className="inject-way">
        <p className="calm">
          {settings ? words.documentsLead(settings.baseBranch) : null} {words.documentsOf(shown.length, documents.length)}
        </p>
        {readAgain}
      </div>
      {documents.length === 0 ? (
        <Empty title={words.noDocuments}>{words.noDocumentsLead}</Empty>
      ) : (
        <>
          <TextInput
            label={words.search}
            hideLabel
            type="search"
            placeholder={words.searchPlaceholder}
            value={search}
            onChange={setSearch}
          />
          {shown.length === 0 ? <p className="calm">{words.noneFound}</p> : null}
          {newest ? <Offer document={newest} documents={documents} basket={basket} /> : null}
          <DocumentList
            project={project}
            documents={shown}
            ticked={new Set(basket.entries.flatMap(({ path }) => path ?? []))}
            onTick={(document, isTicked) => {
              if (isTicked) basket.add([entryOf(document)])
              else basket.remove(basket.entries.filter(({ path }) => path === document.path).map(({ id }) => id))
              setNewest(isTicked ? document : null)
            }}
          />
        </>
      )}
    </div>
  )
}

/** What the one that was ticked last waits for, and is not there yet. */
function Offer({ document, documents, basket }: { document: ChunkDocument; documents: readonly ChunkDocument[]; basket: Basket }) {
  const { units } = useProject()
  const inBasket = new Set(basket.entries.map(({ chunk }) => chunk))
  const { offered, nowhere } = needsOf(document, documents, (chunk) => inBasket.has(chunk) || units.byChunk(chunk) !== undefined)
  const names = offered.map(({ chunk }) => chunk)
  return (
    <>
      {nowhere.length === 0 ? null : <Notice tone="warning">{words.nowhere(document.chunk, nowhere)}</Notice>}
      {offered.length === 0 ? null : (
        <Notice tone="info">
          <div className="row">
            {words.offer(document.chunk, names)}
            <Button onPress={() => basket.add(offered.map(entryOf))}>{words.offerAdd(offered.length)}</Button>
          </div>
        </Notice>
      )}
    </>
  )
}
