/** All files that a branch changes: how much it is in all, the list of them, and each with its lines. */
import { useId, useRef, useState } from 'react'
import { diff as words } from '../english/diff.ts'
import { Button, Segments } from '../ui/button.tsx'
import { Notice, Tag } from '../ui/parts.tsx'
import { ChangeMark, LineCounts } from './counts.tsx'
import { FileDiff } from './file-diff.tsx'
import type { ChangedFile, Diff } from './queries.ts'
import { useWidth } from './use-width.ts'
import { useViewType } from './view-type.ts'

/** A file with more changed lines than this is folded at first. */
const FOLD_ABOVE = 300
/** So many files are listed above their lines too: fewer are a list themselves. */
const LIST_FROM = 5
/** Below this there is no room for two sides, in pixels. */
const TWO_SIDES_FROM = 640

export function ChangedFiles({ diff, isPart }: { diff: Diff; isPart: boolean }) {
  const { files, additions, deletions, base, head, merged, truncated, uncommitted } = diff
  const id = useId()
  const place = useRef<HTMLDivElement>(null)
  const width = useWidth(place)
  const [view, setView] = useViewType()
  // Only what somebody has folded or unfolded by hand: the rest goes by its size, also in a newer answer.
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map())
  const isOpen = (file: ChangedFile) => chosen.get(file.path) ?? isSmall(file)
  const toggle = (paths: readonly string[], open: boolean) => setChosen(new Map([...chosen, ...paths.map((path) => [path, open] as const)]))
  const anyOpen = files.some(isOpen)
  const hasRoom = width !== null && width >= TWO_SIDES_FROM

  const show = (file: ChangedFile, index: number) => {
    toggle([file.path], true)
    document.getElementById(`${id}-${index}`)?.scrollIntoView({ block: 'start' })
  }

  return (
    <div className="stack diff-files" ref={place}>
      <div className="row">
        <strong>{words.files(files.length)}</strong>
        <LineCounts additions={additions} deletions={deletions} />
        <span className="calm chunk" title={words.commits(base, head)}>
          {base.slice(0, 7)}…{head.slice(0, 7)}
        </span>
        {merged ? <Tag>{words.merged}</Tag> : null}
        <span className="diff-space" />
        {files.length > 1 ? (
          <Button
            variant="quiet"
            onPress={() =>
              toggle(
                files.map((file) => file.path),
                !anyOpen,
              )
            }
          >
            {anyOpen ? words.foldAll : words.unfoldAll}
          </Button>
        ) : null}
        {hasRoom && files.length > 0 ? (
          <Segments
            label={words.view}
            value={view}
            onChange={setView}
            segments={[
              { value: 'unified', label: words.views.unified },
              { value: 'split', label: words.views.split },
            ]}
          />
        ) : null}
      </div>
      {truncated ? <Notice tone="warning">{words.truncated}</Notice> : null}
      {uncommitted.length > 0 ? <Uncommitted paths={uncommitted} /> : null}
      {files.length === 0 ? <p className="calm">{isPart ? words.nothingHere : words.nothing}</p> : null}
      {files.length >= LIST_FROM ? (
        <ul className="diff-list" aria-label={words.fileList}>
          {files.map((file, index) => (
            <li key={file.path}>
              <button type="button" onClick={() => show(file, index)}>
                <ChangeMark change={file.change} />
                <span className="diff-path chunk">{file.path}</span>
                <LineCounts additions={file.additions} deletions={file.deletions} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {files.map((file, index) => (
        <FileDiff
          key={file.path}
          id={`${id}-${index}`}
          file={file}
          view={hasRoom ? view : 'unified'}
          isOpen={isOpen(file)}
          onToggle={(open) => toggle([file.path], open)}
        />
      ))}
    </div>
  )
}

function Uncommitted({ paths }: { paths: readonly string[] }) {
  return (
    <Notice tone="info">
      <details className="diff-uncommitted">
        <summary>{words.uncommitted(paths.length)}</summary>
        <ul>
          {paths.map((path) => (
            <li key={path} className="chunk">
              {path}
            </li>
          ))}
        </ul>
      </details>
    </Notice>
  )
}

function isSmall({ additions, deletions }: ChangedFile): boolean {
  return (additions ?? 0) + (deletions ?? 0) <= FOLD_ABOVE
}
