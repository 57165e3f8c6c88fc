/** What the server tells of itself. */
import { expect, test } from 'vitest'
import { openTestStore } from '../support/database.ts'
import { testServices } from '../support/units.ts'
import { minutesAfterNoon } from '../support/work-unit.ts'
import { Api, VIEWER } from './api.ts'

test('the server tells what time it is, what is open on it, and how long changes took to its subscribers', async () => {
  const load = { sockets: 0, streams: 0, subscriptions: 0 }
  let lag: number | null = null
  const services = testServices(await openTestStore(), { now: () => minutesAfterNoon(5) })
  const api = new Api(services, { load: () => load, feedLagSeconds: () => lag })
  const document = '{ server { now sockets streams subscriptions feedLagSeconds } }'
  const now = minutesAfterNoon(5).toISOString()
  expect(await api.data(document, {}, VIEWER)).toEqual({ server: { now, sockets: 0, streams: 0, subscriptions: 0, feedLagSeconds: null } })
  Object.assign(load, { sockets: 3, streams: 2, subscriptions: 7 })
  lag = 0.25
  expect(await api.data(document, {}, VIEWER)).toEqual({ server: { now, sockets: 3, streams: 2, subscriptions: 7, feedLagSeconds: 0.25 } })
})
