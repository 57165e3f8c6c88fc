/** What a unit's branch changes against its base, as git has it now: with what is not committed, and what was left out, said in words. */
import { useState } from 'react'
import { Provider } from 'urql'
import { sentenceFor } from '../api/problem.ts'
import { useApi } from '../api/use-api.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { common } from '../english/common.ts'
import { diff as words } from '../english/diff.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/parts.tsx'
import { ChangedFiles } from './changed-files.tsx'
import { BranchDiffOf } from './queries.ts'
import './diff.css'

/** A unit that changes all the time is no reason to ask git all the time, in milliseconds. */
const PAUSE = 2_000

interface BranchDiffProps {
  readonly project: string
  readonly chunk: string
  /** Only these files and folders; all when absent. */
  readonly paths?: readonly string[]
  /** It is read again when this changes. */
  readonly version: number
}

export function BranchDiff(props: BranchDiffProps) {
  const { direct } = useApi()
  return (
    <Provider value={direct}>
      <FreshDiff key={[props.project, props.chunk, ...(props.paths ?? [])].join('\n')} {...props} />
    </Provider>
  )
}

function FreshDiff({ project, chunk, paths, version }: BranchDiffProps) {
  const [tries, setTries] = useState(0)
  const variables = { project, chunk, paths: paths ? [...paths] : null }
  const { data, error } = useFreshQuery(BranchDiffOf, variables, version + tries, PAUSE)
  const again = <Button onPress={() => setTries(tries + 1)}>{words.tryAgain}</Button>

  return (
    <section className="branch-diff stack" aria-label={words.label(chunk)}>
      {error ? (
        <Notice tone={data ? 'warning' : 'problem'}>
          <div className="row">
            {data ? common.mayBeOld(sentenceFor(error)) : words.failed(sentenceFor(error))}
            {again}
          </div>
        </Notice>
      ) : null}
      {!data && !error ? <p className="calm">{words.reading(chunk)}</p> : null}
      {data?.branchDiff === null ? <p className="calm">{words.nothingYet}</p> : null}
      {data?.branchDiff ? <ChangedFiles diff={data.branchDiff} isPart={paths !== undefined} /> : null}
    </section>
  )
}
