/** The server as it is now, and the way to what it tells machines. */
import { useContext } from 'react'
import { Activity, HeartPulse } from 'lucide-react'
import { useProject } from '../api/project-context.ts'
import { sentenceFor } from '../api/problem.ts'
import { useMay } from '../api/viewer.ts'
import { common } from '../english/common.ts'
import { works } from '../english/works.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Ago, Clock, duration, ServerClock, useServerNow } from '../ui/clock.tsx'
import { Notice } from '../ui/parts.tsx'
import { seconds } from './amounts.ts'
import { Facts } from './facts.tsx'
import { ServerState } from './queries.ts'
import { useReading } from './use-reading.ts'

const words = works.server
const EVERY = 4_000

export function ServerCard() {
  const { arrivals } = useProject()
  const { data, error } = useReading(ServerState, {}, { version: arrivals, everyMs: EVERY })
  const server = data?.server
  const mayReadMetrics = useMay('OPERATOR')

  return (
    <section className="card works-card works-server" aria-labelledby="works-server">
      <div className="works-head">
        <h2 id="works-server">{words.title}</h2>
        <span className="works-space" />
        {mayReadMetrics ? (
          <ButtonLink href="/metrics" newTab variant="quiet" icon={<Activity aria-hidden="true" />}>
            {words.metrics}
          </ButtonLink>
        ) : null}
        <ButtonLink href="/healthz" newTab variant="quiet" icon={<HeartPulse aria-hidden="true" />}>
          {words.health}
        </ButtonLink>
      </div>
      {error ? <Notice tone="warning">{words.failed(sentenceFor(error))}</Notice> : null}
      {server ? (
        <Facts
          facts={[
            { name: words.version, value: <span className="chunk">{server.version}</span> },
            {
              name: words.runs,
              value: (
                <>
                  <Ago at={server.startedAt} />{' '}
                  <span className="calm">
                    {words.startedAt} <Clock at={server.startedAt} />
                  </span>
                </>
              ),
            },
            { name: words.clock, value: <ServerTime /> },
            { name: words.database, value: words.databases[server.database] },
            { name: words.hosts, value: server.hosts.length === 0 ? common.none : server.hosts.join(', ') },
            { name: words.sockets, value: server.sockets },
            { name: words.streams, value: server.streams },
            { name: words.subscriptions, value: server.subscriptions },
            {
              name: words.lag,
              hint: words.lagHint,
              value: server.feedLagSeconds === null ? <span className="calm">{words.noLag}</span> : seconds(server.feedLagSeconds),
            },
          ]}
        />
      ) : (
        <p className="calm">{common.reading}</p>
      )}
    </section>
  )
}

/** What is less than this may be the way of the request. */
const NOTEWORTHY = 2_000

function ServerTime() {
  const now = useServerNow()
  const ahead = useContext(ServerClock)
  return (
    <>
      <Clock at={new Date(now)} seconds />
      {Math.abs(ahead) < NOTEWORTHY ? null : (
        <span className="calm"> {ahead > 0 ? words.ahead(duration(ahead)) : words.behind(duration(-ahead))}</span>
      )}
    </>
  )
}
