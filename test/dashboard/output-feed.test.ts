/** What the view of a run's output keeps: a stretch without a gap, near the end of a flood, bounded whatever comes. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import WebSocket from 'ws'
import { createApiClients } from '../../dashboard/api/client.ts'
import { OutputFeed } from '../../dashboard/output/output-feed.ts'
import type { OutputState } from '../../dashboard/output/output-feed.ts'
import { openSocket } from '../../src/client/socket.ts'
import type { Socket } from '../../src/client/socket.ts'
import { startLittleServer } from '../client/little-server.ts'
import type { LittleServer } from '../client/little-server.ts'

let server: LittleServer
let socket: Socket
const watchers = new Set<() => void>()

beforeEach(async () => {
  server = await startLittleServer()
  socket = openSocket({ locate: () => ({ url: server.webSocketUrl }), now: () => new Date(), webSocketImpl: WebSocket })
})
afterEach(async () => {
  server.model.isTalking = false
  watchers.clear()
  socket.close()
  await server.stop()
})

function say(count: number, text = (position: number) => `line ${position}\n`): void {
  for (let each = 0; each < count; each += 1) {
    const position = server.model.output.length + 1
    server.model.output.push({ position, stream: 'OUT', text: text(position), at: '2026-11-22T12:00:00.000Z' })
  }
}

function open(options: { run?: string; lines?: number } = {}) {
  const { direct } = createApiClients({ url: server.url, onSignedOut: () => {} })
  const bounds = { lines: options.lines ?? 20_000, characters: 1_000_000 }
  let asked = 0
  let mostAsked = 0
  const nextBeat = (tell: () => void) => {
    asked += 1
    mostAsked = Math.max(mostAsked, asked)
    setImmediate(() => {
      asked -= 1
      tell()
    })
  }
  const feed = new OutputFeed({ direct, socket, run: options.run ?? 'R', nextBeat, bounds })
  feed.subscribe(() => watchers.forEach((watcher) => watcher()))
  feed.start()
  return { feed, beatsAtOnce: () => mostAsked }
}

/** Resolves when the feed is like that. */
function until(feed: OutputFeed, isSo: (state: OutputState) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!isSo(feed.state())) return
      watchers.delete(look)
      resolve()
    }
    watchers.add(look)
    look()
  })
}

const positions = (feed: OutputFeed) => feed.state().lines.map(({ position }) => position)
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

test('it begins near the end of a flood, reads what is earlier on demand, and follows what comes', async () => {
  say(5_000)
  server.model.isTalking = true
  const { feed } = open()
  await until(feed, ({ lines }) => lines.length >= 2_000)
  expect(positions(feed)).toEqual(from(5_001 - feed.state().lines.length, 5_000))
  expect(feed.state().lines.length).toBeLessThan(2_600)

  let came = 0
  feed.subscribe(() => (came += feed.state().burst))
  say(10)
  await until(feed, ({ lines }) => lines.at(-1)?.position === 5_010)
  while (feed.state().hasEarlier) {
    const before = feed.state().lines.length
    void feed.readEarlier()
    await until(feed, ({ lines }) => lines.length > before)
  }
  expect(positions(feed)).toEqual(from(1, 5_010))
  expect(feed.state()).toMatchObject({ isFollowing: true, hasLater: false, missed: 0, problem: null })
  // What was read is not sent once more.
  expect(came).toBe(10)
})

test('cuts while it reads and follows lose nothing and show nothing twice', async () => {
  say(3_000)
  server.model.isTalking = true
  const { feed } = open()
  for (let cut = 1; cut <= 5; cut += 1) {
    await until(feed, ({ lines }) => lines.at(-1)?.position === server.model.output.length)
    server.cut()
    say(100)
  }
  await until(feed, ({ lines }) => lines.at(-1)?.position === 3_500)
  expect(positions(feed)).toEqual(from(positions(feed)[0] ?? 0, 3_500))
})

test('a flood is kept within bounds, and told of once a beat', async () => {
  say(10)
  server.model.isTalking = true
  const { feed, beatsAtOnce } = open({ lines: 100 })
  await until(feed, ({ lines }) => lines.length === 10)
  say(1_000, (position) => `a ${position}\nb ${position}\n`)
  await until(feed, ({ lines }) => lines.at(-1)?.position === 1_010)
  expect(feed.state().lines.length).toBeLessThanOrEqual(125)
  expect(feed.state().lines.at(-1)?.plain).toBe('b 1010')
  expect(feed.state().lines[0]?.plain).toMatch(/^a /)
  expect(beatsAtOnce()).toBe(1)
})

test('paused, it keeps what is looked at and counts what comes; following again shows the end', async () => {
  say(60)
  server.model.isTalking = true
  const { feed } = open({ lines: 100 })
  await until(feed, ({ lines }) => lines.length === 60)
  feed.pause()
  say(200)
  await until(feed, ({ missed }) => missed === 200)
  expect(positions(feed)).toEqual(from(1, 100))
  expect(feed.state()).toMatchObject({ isFollowing: false, hasLater: true })

  void feed.readLater()
  await until(feed, ({ hasLater }) => !hasLater)
  expect(positions(feed)).toEqual(from(161, 260))

  void feed.readEarlier()
  await until(feed, ({ lines }) => lines[0]?.position === 1)
  expect(positions(feed)).toEqual(from(1, 99))
  feed.follow()
  await until(feed, ({ lines }) => lines.at(-1)?.position === 260)
  expect(feed.state()).toMatchObject({ isFollowing: true, hasLater: false, missed: 0 })
})

test('what cannot be read is said, and tried again when somebody asks', async () => {
  say(5)
  server.model.outputProblem = 'The output is away.'
  const { feed } = open()
  await until(feed, ({ problem }) => problem === 'The output is away.')
  expect(feed.state().lines.length).toBe(5)
  server.model.outputProblem = null
  feed.retry()
  await until(feed, ({ problem }) => problem === null)

  const other = open({ run: 'X' }).feed
  await until(other, ({ step }) => step === 'gone')
})
