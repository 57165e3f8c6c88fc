/** One changed file: its path, what became of it, and its lines, which can be folded away. */
import { ChevronRight } from 'lucide-react'
import { Button, Disclosure, DisclosurePanel } from 'react-aria-components'
import type { ViewType } from 'react-diff-view'
import { diff as words } from '../english/diff.ts'
import { ChangeMark, LineCounts } from './counts.tsx'
import { FilePatch } from './file-patch.tsx'
import type { ChangedFile } from './queries.ts'
import { WhenSeen } from './when-seen.tsx'

interface FileDiffProps {
  readonly file: ChangedFile
  readonly id: string
  readonly view: ViewType
  readonly isOpen: boolean
  readonly onToggle: (isOpen: boolean) => void
}

export function FileDiff({ file, id, view, isOpen, onToggle }: FileDiffProps) {
  return (
    <Disclosure className="diff-file" id={id} isExpanded={isOpen} onExpandedChange={onToggle}>
      <Button slot="trigger" className="diff-file-head">
        <ChevronRight aria-hidden="true" className="diff-chevron" size={16} />
        <ChangeMark change={file.change} />
        <span className="diff-path chunk">{file.path}</span>
        {file.previousPath === null ? null : <span className="calm">{words.renamedFrom(file.previousPath)}</span>}
        <LineCounts additions={file.additions} deletions={file.deletions} />
      </Button>
      <DisclosurePanel className="diff-file-body">{isOpen ? <FileBody file={file} view={view} /> : null}</DisclosurePanel>
    </Disclosure>
  )
}

function FileBody({ file, view }: { file: ChangedFile; view: ViewType }) {
  if (file.binary) return <p className="diff-remark">{words.binary}</p>
  if (file.patch === null) return <p className="diff-remark">{words.leftOut}</p>
  const lines = Math.min(500, (file.additions ?? 0) + (file.deletions ?? 0))
  return (
    <WhenSeen height={`${lines * 1.35}em`}>
      <FilePatch patch={file.patch} change={file.change} view={view} />
    </WhenSeen>
  )
}
