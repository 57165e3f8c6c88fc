/** How far the server's clock is ahead of this machine's: every time on the screen is the server's, also "3 min ago". */
import { useEffect, useState } from 'react'
import { graphql } from './graphql.ts'
import { useApi } from './use-api.ts'

const ServerTime = graphql(`
  query ServerTime {
    server {
      now
    }
  }
`)

/** The shortest of a few says most: the others waited on their way. */
const ROUND_TRIPS = 4

/**
 * In milliseconds; null where the server did not answer once. What it says was so in the middle of the round trip, or at most half of it
 * away from that. `askServer` answers with an ISO time, or null.
 */
export async function measureServerClock(askServer: () => Promise<string | null>, ownTime: () => number): Promise<number | null> {
  let best: { ahead: number; took: number } | null = null
  for (let trip = 0; trip < ROUND_TRIPS; trip += 1) {
    const sent = ownTime()
    const now = await askServer()
    const received = ownTime()
    if (now === null) continue
    const took = received - sent
    // A clock that was set meanwhile gives a time that was never on the way.
    if (took >= 0 && (best === null || took < best.took)) best = { ahead: Date.parse(now) - (sent + received) / 2, took }
  }
  return best?.ahead ?? null
}

/** Measured with every arrival; until then, and when it fails, what was known before. */
export function useServerClock(arrivals: number): number {
  const { direct } = useApi()
  const [ahead, setAhead] = useState(0)
  useEffect(() => {
    if (arrivals === 0) return
    let isOver = false
    const askServer = async () => {
      const { data } = await direct.query(ServerTime, {}).toPromise()
      return data?.server.now ?? null
    }
    void measureServerClock(askServer, Date.now).then((measured) => {
      if (!isOver && measured !== null) setAhead(measured)
    })
    return () => {
      isOver = true
    }
  }, [direct, arrivals])
  return ahead
}
