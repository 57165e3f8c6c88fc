/** Servers on one PostgreSQL hear of each other. The poll is off where a test does not say otherwise: nothing comes but by a ring. */
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { createDoorbell, type Doorbell } from '../../src/store/doorbell.ts'
import type { Location } from '../../src/store/clients.ts'
import { plainShell } from '../support/database.ts'
import { openDatabaseProxy } from '../support/database-proxy.ts'

const NEVER = 2 ** 31 - 1
const CUT_ALL = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'signalbox doorbell'`

/** Nothing has to be in it. */
function database(): Location {
  const url = inject('postgresUrl')
  if (url === null) throw new Error('Only PostgreSQL has doorbells.')
  return { url }
}

/** A doorbell, and what it hears: 'look', whose output has grown, or that it was 'cut'. */
class House {
  readonly heard: (string | null)[] = []
  readonly bell: Doorbell
  #wake = (): void => undefined

  constructor(location: Location, pollMs = NEVER) {
    this.bell = createDoorbell(location, {
      pollMs,
      onError: ({ message }) => this.#hear(message.startsWith('The doorbell is cut') ? 'cut' : message),
    })
    this.bell.answer({
      look: () => {
        this.#hear('look')
        return Promise.resolve()
      },
      output: (runId) => this.#hear(runId),
    })
    onTestFinished(() => this.bell.close())
  }

  /** Takes what was heard, up to and with `last`. */
  async until(last: string | null): Promise<(string | null)[]> {
    for (;;) {
      const index = this.heard.indexOf(last)
      if (index >= 0) return this.heard.splice(0, index + 1)
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  #hear(what: string | null): void {
    this.heard.push(what)
    this.#wake()
  }
}

/** Both are listening, and have looked because of that. */
async function twoHouses(here = database()): Promise<[House, House]> {
  const houses: [House, House] = [new House(here), new House(database())]
  for (const house of houses) expect(await house.until('look')).toEqual([null, 'look'])
  return houses
}

describe.runIf(inject('database') === 'POSTGRESQL')('a doorbell', () => {
  it('rings at the other servers, and not at its own', async () => {
    const [here, there] = await twoHouses()
    here.bell.ring('from here')
    expect(await there.until('from here')).toEqual(['from here'])
    there.bell.ring('from there')
    expect(await here.until('from there')).toEqual(['from there'])
  })

  it('says whose output has grown', async () => {
    const [here, there] = await twoHouses()
    here.bell.ring('run-1')
    here.bell.ring('run-2')
    expect(await there.until('run-2')).toEqual(['run-1', 'run-2'])
  })

  it('rings a few times for a burst', async () => {
    const [here, there] = await twoHouses()
    for (let count = 0; count < 1_000; count += 1) here.bell.ring('')
    here.bell.ring('last')
    expect(await there.until('last')).toEqual(['look', 'look', 'last'])
  })

  it('that the database cuts says so, comes back and looks, as often as it happens', async () => {
    const [here, there] = await twoHouses()
    for (const _ of [1, 2]) {
      await plainShell(database(), CUT_ALL)
      for (const house of [here, there]) expect(await house.until('look')).toEqual(['cut', null, 'look'])
    }
    there.bell.ring('')
    expect(await here.until('look')).toEqual(['look'])
  })

  it('rings what it could not while it was cut', async () => {
    const proxy = await openDatabaseProxy(database())
    const [here, there] = await twoHouses(proxy.location)
    expect(proxy.refuse('LISTEN')).toBe(1)
    here.bell.ring('run')
    here.bell.ring('')
    expect(await here.until('cut')).toEqual(['cut'])
    await proxy.said('LISTEN')
    there.bell.ring('lost')
    proxy.allow()
    expect(await here.until('look')).toEqual([null, 'look'])
    expect(await there.until('run')).toEqual(['look', 'run'])
  })

  it('that is never let in polls, and says so once', async () => {
    const proxy = await openDatabaseProxy(database())
    proxy.refuse('LISTEN')
    const here = new House(proxy.location, 20)
    await here.until('cut')
    for (const _ of [1, 2]) {
      await proxy.said('LISTEN')
      expect(await here.until('look')).toEqual([null, 'look'])
    }
    expect(here.heard).not.toContain('cut')
  })

  it('closes at once and leaves no connection, while it connects as while it waits', async () => {
    const proxy = await openDatabaseProxy(database())
    const early = new House(proxy.location)
    await early.bell.close()
    const later = new House(proxy.location)
    await later.until('look')
    await later.bell.close()
    expect([...early.heard, ...later.heard]).toEqual([])
  })
})
