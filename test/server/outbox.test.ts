import { Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Outbox, OUTBOX } from '../../src/server/outbox.ts'

/** A connection whose client takes what it is sent when the test says so. */
class Connection extends Writable {
  #taken: (() => void) | null = null

  constructor() {
    super({ highWaterMark: 16 * 1024 })
  }

  override _write(_chunk: unknown, _encoding: string, taken: () => void): void {
    this.#taken = taken
  }

  override _writev(_chunks: unknown, taken: () => void): void {
    this.#taken = taken
  }

  /** The client takes what is under way. */
  take(): void {
    const taken = this.#taken
    this.#taken = null
    taken?.()
  }
}

let stream: Connection
let outbox: Outbox
let overflows: number
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  stream = new Connection()
  overflows = 0
  outbox = new Outbox({ stream, isOpen: () => !stream.destroyed, onOverflow: () => (overflows += 1) })
})
afterEach(() => {
  vi.useRealTimers()
})

/** How many messages of a size are let out, one by one, until one is refused. */
function admitted(bytes: number, most = 10_000): number {
  const message = Buffer.alloc(bytes)
  for (let count = 0; count < most; count += 1) {
    if (!outbox.admits(1)) return count
    stream.write(message)
  }
  return most
}

/** Lets the client take everything. */
async function takeAll(): Promise<void> {
  const drained = new Promise<void>((resolve) => stream.once('drain', resolve))
  while (stream.writableLength > 0) {
    stream.take()
    await new Promise<void>((resolve) => process.nextTick(resolve))
  }
  await drained
}

test('small messages are bounded by their number', () => {
  expect(admitted(10)).toBe(OUTBOX.messages)
  expect(overflows).toBe(1)
})

test('big messages are bounded by their bytes, and the bound is passed by one message at most', () => {
  expect(admitted(64 * 1024)).toBe(OUTBOX.bytes / (64 * 1024) + 1)
  expect(stream.writableLength).toBeLessThanOrEqual(OUTBOX.bytes + 64 * 1024)
  expect(overflows).toBe(1)
})

test('a batch counts as the messages that are in it', () => {
  expect(outbox.admits(OUTBOX.messages)).toBe(true)
  stream.write('x')
  expect(outbox.admits(1)).toBe(false)
})

test('one message that is bigger than the bound is let out', () => {
  expect(admitted(2 * OUTBOX.bytes)).toBe(1)
})

test('a client that takes everything in between may be sent any number', async () => {
  for (let round = 0; round < 3; round += 1) {
    expect(admitted(500, OUTBOX.messages - 1)).toBe(OUTBOX.messages - 1)
    await takeAll()
  }
  expect(overflows).toBe(0)
})

test('nothing is let out to a connection that is closed', () => {
  stream.destroy()
  expect(outbox.admits(1)).toBe(false)
  expect(outbox.ready()).toBeNull()
  expect(overflows).toBe(0)
})

describe('waiting for a client', () => {
  beforeEach(() => {
    stream.write(Buffer.alloc(64 * 1024))
  })

  test('ends when it has taken everything', async () => {
    const ready = outbox.ready()
    expect(ready).not.toBeNull()
    await takeAll()
    await ready
    expect(outbox.ready()).toBeNull()
    vi.advanceTimersByTime(60_000)
    expect(overflows).toBe(0)
  })

  test('ends when its connection is closed', async () => {
    const ready = outbox.ready()
    stream.destroy()
    await ready
    vi.advanceTimersByTime(60_000)
    expect(overflows).toBe(0)
  })

  test('ends with its connection after thirty seconds in which it has not taken everything, for however many wait', () => {
    void Promise.all([outbox.ready(), outbox.ready()])
    vi.advanceTimersByTime(29_999)
    expect(overflows).toBe(0)
    vi.advanceTimersByTime(1)
    expect(overflows).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is not needed for one that takes what it is sent', async () => {
    await takeAll()
    stream.write('x')
    expect(outbox.ready()).toBeNull()
  })
})
