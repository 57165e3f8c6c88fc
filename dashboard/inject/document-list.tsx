/** The files to tick. There may be a thousand, so that they are drawn step by step. */
import { useState } from 'react'
import { inject as words } from '../english/inject.ts'
import { unitAddress } from '../route.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/field.tsx'
import { Tag } from '../ui/parts.tsx'
import type { ChunkDocument } from './queries.ts'

interface DocumentListProps {
  readonly project: string
  readonly documents: readonly ChunkDocument[]
  /** Paths. */
  readonly ticked: ReadonlySet<string>
  readonly onTick: (document: ChunkDocument, isTicked: boolean) => void
}

/** As many as are drawn at once: a search narrows them. */
const STEP = 100

export function DocumentList({ project, documents, ticked, onTick }: DocumentListProps) {
  const [most, setMost] = useState(STEP)
  const left = documents.length - most
  return (
    <div className="inject-documents">
      <ul aria-label={words.documents}>
        {documents.slice(0, most).map((document) => (
          <li key={document.path}>
            <DocumentRow project={project} document={document} isTicked={ticked.has(document.path)} onTick={onTick} />
          </li>
        ))}
      </ul>
      {left > 0 ? <Button onPress={() => setMost(most + STEP)}>{words.showMore(Math.min(STEP, left), left)}</Button> : null}
    </div>
  )
}

interface DocumentRowProps extends Pick<DocumentListProps, 'project' | 'onTick'> {
  readonly document: ChunkDocument
  readonly isTicked: boolean
}

function DocumentRow({ project, document, isTicked, onTick }: DocumentRowProps) {
  const { path, chunk, title, dependsOn, codePaths, planned, problem, workUnit, status } = document
  return (
    <div className="inject-document" data-off={problem !== null}>
      <Checkbox
        label={words.tick(chunk)}
        isSelected={isTicked}
        isDisabled={problem !== null && !isTicked}
        onChange={(isSelected) => onTick(document, isSelected)}
      />
      <div>
        <div className="inject-document-name">
          <span className="inject-document-title">{title}</span>
          {status === null ? null : <Tag>{status}</Tag>}
          {planned ? <Tag>{words.planned}</Tag> : null}
          {workUnit ? (
            <a href={unitAddress(project, workUnit.chunk)}>
              {words.hasUnit} <span className="chunk">{workUnit.chunk}</span>
            </a>
          ) : null}
        </div>
        <div className="inject-document-facts calm">
          <code>{path}</code>
          {dependsOn.length === 0 ? null : (
            <span>
              {words.waitsFor} <span className="chunk">{dependsOn.join(', ')}</span>
            </span>
          )}
          {codePaths.length === 0 ? null : (
            <span>
              {words.touches} <span className="chunk">{codePaths.join(', ')}</span>
            </span>
          )}
        </div>
        {problem === null ? null : <p className="inject-document-problem">{problem}</p>}
      </div>
    </div>
  )
}
