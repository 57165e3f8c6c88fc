/** A reader of a log, on a log in memory. */
import { describe, expect, it } from 'vitest'
import { follow } from '../../src/store/follow.ts'
import { collect } from '../support/collect.ts'

/** Entries 1, 2, 3 …, in pages of three. It counts what it is asked. */
class NumberLog {
  head = 0
  reads = 0
  failure: Error | null = null
  readonly listeners = new Set<() => void>()

  read(position: number): Promise<number[]> {
    this.reads += 1
    if (this.failure) return Promise.reject(this.failure)
    const rest = Array.from({ length: Math.max(0, this.head - position) }, (_, index) => position + index + 1)
    return Promise.resolve(rest.slice(0, 3))
  }

  readonly positionOf = (entry: number): number => entry

  onGrowth(callback: () => void): () => void {
    this.listeners.add(callback)
    return () => this.listeners.delete(callback)
  }

  grow(count: number): void {
    this.head += count
    for (const listener of this.listeners) listener()
  }
}

describe('entries', () => {
  it('come page by page up to the head, then as the log grows', async () => {
    const log = new NumberLog()
    log.grow(7)
    const reader = follow(log, 0)
    expect(await collect(reader, 7)).toEqual([1, 2, 3, 4, 5, 6, 7])
    const next = reader.next()
    log.grow(1)
    expect(await next).toEqual({ done: false, value: 8 })
  })

  it('start after the position', async () => {
    const log = new NumberLog()
    log.grow(5)
    expect(await collect(follow(log, 3), 2)).toEqual([4, 5])
  })

  it('that come between the call and the first next() are not lost', async () => {
    const log = new NumberLog()
    const reader = follow(log, 0)
    log.grow(2)
    expect(await collect(reader, 2)).toEqual([1, 2])
  })

  it('that come while the log is being read are not lost', async () => {
    const log = new NumberLog()
    const reader = follow(log, 0)
    const read = log.read.bind(log)
    log.read = async (position) => {
      const page = await read(position)
      if (log.head < 5) log.grow(1)
      return page
    }
    expect(await collect(reader, 5)).toEqual([1, 2, 3, 4, 5])
  })

  it('come once each to several next() at once, in the order of the calls', async () => {
    const log = new NumberLog()
    log.grow(4)
    const reader = follow(log, 0)
    const calls = [1, 2, 3, 4, 5, 6].map(() => reader.next())
    log.grow(2)
    expect((await Promise.all(calls)).map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, 6])
  })
})

describe('the end', () => {
  it('comes to every next() that waits, and to those after it', async () => {
    const log = new NumberLog()
    const reader = follow(log, 0)
    const waiting = [reader.next(), reader.next()]
    expect(await reader.return?.()).toEqual({ done: true, value: undefined })
    const end = { done: true, value: undefined }
    expect(await Promise.all([...waiting, reader.next()])).toEqual([end, end, end])
    expect(log.listeners.size).toBe(0)
  })

  it('comes while a page is being read', async () => {
    const log = new NumberLog()
    log.grow(3)
    const reader = follow(log, 0)
    const next = reader.next()
    await reader.return?.()
    expect(await next).toEqual({ done: true, value: undefined })
  })

  it('comes with a failed read, which is told, and leaves nobody listening', async () => {
    const log = new NumberLog()
    log.failure = new Error('The disk is gone.')
    const reader = follow(log, 0)
    await expect(reader.next()).rejects.toThrow('The disk is gone.')
    expect(await reader.next()).toEqual({ done: true, value: undefined })
    expect(log.listeners.size).toBe(0)
  })

  it('comes with the break of a loop', async () => {
    const log = new NumberLog()
    log.grow(1)
    for await (const entry of follow(log, 0)) if (entry === 1) break
    expect(log.listeners.size).toBe(0)
  })
})

it('a thousand readers that do not read hold one page at most, however much the log grows', async () => {
  const log = new NumberLog()
  log.grow(1)
  const readers = Array.from({ length: 1_000 }, () => follow(log, 0))
  await Promise.all(readers.map((reader) => reader.next()))
  expect(log.reads).toBe(1_000)
  for (let grown = 0; grown < 100; grown += 1) log.grow(100)
  expect(log.reads).toBe(1_000)
  expect(await Promise.all(readers.map((reader) => collect(reader, 3)))).toEqual(readers.map(() => [2, 3, 4]))
})

it('a hint of which nothing comes costs one read', async () => {
  const log = new NumberLog()
  const reader = follow(log, 0)
  const next = reader.next()
  log.grow(0)
  log.grow(1)
  expect(await next).toEqual({ done: false, value: 1 })
  expect(log.reads).toBeLessThanOrEqual(3)
})
