/** Which of the new ones would collide, with each other or with units that are there, and by what it is seen. */
import { STAGE_WORDS } from '../english/common.ts'
import { inject as words } from '../english/inject.ts'
import { unitAddress } from '../route.ts'
import { Tag } from '../ui/parts.tsx'
import type { Preview } from './queries.ts'

/** As many places as are shown of one pair. */
const MOST_PLACES = 4
const MOST_PAIRS = 50

export function PredictedConflicts({ project, preview }: { project: string; preview: Preview }) {
  const { workUnits, conflicts, truncated } = preview
  const fresh = new Set(workUnits.map(({ chunk }) => chunk))
  if (conflicts.length === 0) return <p className="calm">{words.noConflicts}</p>
  return (
    <section>
      <h3>{words.conflicts(conflicts.length)}</h3>
      <ul className="inject-conflicts">
        {conflicts.slice(0, MOST_PAIRS).map(({ chunks, verdict, evidence }) => (
          <li key={chunks.join()}>
            <div className="row">
              {chunks.map((chunk, index) => (
                <span key={chunk}>
                  {index > 0 ? <span className="calm">{words.and} </span> : null}
                  {fresh.has(chunk) ? (
                    <span className="chunk">{chunk}</span>
                  ) : (
                    <a className="chunk" href={unitAddress(project, chunk)}>
                      {chunk}
                    </a>
                  )}
                </span>
              ))}
              <Tag tone={verdict === 'ASK_OPERATOR' ? 'attention' : 'plain'}>{words.verdict[verdict]}</Tag>
            </div>
            <ul className="inject-evidence">
              {evidence.slice(0, MOST_PLACES).map(({ stage, path, symbol, detail }) => (
                <li key={`${stage} ${path} ${symbol}`} title={detail}>
                  <code>{symbol === null ? path : `${path}#${symbol}`}</code> <span className="calm">{STAGE_WORDS[stage]}</span>
                </li>
              ))}
              {evidence.length > MOST_PLACES ? <li className="calm">{words.more(evidence.length - MOST_PLACES)}</li> : null}
            </ul>
          </li>
        ))}
      </ul>
      {conflicts.length > MOST_PAIRS ? <p className="calm">{words.more(conflicts.length - MOST_PAIRS)}</p> : null}
      {truncated ? <p className="calm">{words.truncated}</p> : null}
    </section>
  )
}
