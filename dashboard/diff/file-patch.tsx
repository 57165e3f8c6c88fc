/** The changed lines of one file, some hundred at a time. */
import { useMemo, useState } from 'react'
import { Decoration, Diff, Hunk, markEdits, tokenize } from 'react-diff-view'
import type { ViewType } from 'react-diff-view'
import 'react-diff-view/style/index.css'
import { diff as words } from '../english/diff.ts'
import { Button } from '../ui/button.tsx'
import { countLines, firstLines, hunksOf } from './hunks.ts'
import type { ChangedFile } from './queries.ts'

/** Lines at a time. */
const STEP = 500
/** Above so many characters the parts of a line that changed are not looked for. */
const MOST_FOR_PARTS = 40_000

const TYPES = { ADDED: 'add', MODIFIED: 'modify', DELETED: 'delete', RENAMED: 'rename' } as const

interface FilePatchProps {
  readonly patch: string
  readonly change: ChangedFile['change']
  readonly view: ViewType
}

export function FilePatch({ patch, change, view }: FilePatchProps) {
  const all = useMemo(() => hunksOf(patch), [patch])
  const [limit, setLimit] = useState(STEP)
  const hunks = useMemo(() => firstLines(all, limit), [all, limit])
  const tokens = useMemo(
    () => (patch.length > MOST_FOR_PARTS ? null : tokenize(hunks, { enhancers: [markEdits(hunks, { type: 'block' })] })),
    [patch, hunks],
  )
  const left = countLines(all) - limit
  if (all.length === 0) return <p className="diff-remark">{words.noLines}</p>
  return (
    <>
      {/* New files and deleted ones have one side only. */}
      <Diff diffType={TYPES[change]} viewType={view} hunks={hunks} tokens={tokens}>
        {(shown) =>
          shown.flatMap((hunk) => [
            <Decoration key={`at ${hunk.content}`} contentClassName="diff-place">
              {hunk.content}
            </Decoration>,
            <Hunk key={hunk.content} hunk={hunk} />,
          ])
        }
      </Diff>
      {left > 0 ? (
        <div className="diff-remark">
          <Button onPress={() => setLimit(limit + STEP)}>{words.more(Math.min(STEP, left), left)}</Button>
        </div>
      ) : null}
    </>
  )
}
