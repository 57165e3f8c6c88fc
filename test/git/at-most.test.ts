import { expect, test } from 'vitest'
import { AtMost } from '../../src/git/at-most.ts'

test('so many pieces of work go on at once, the others follow in order, and one that fails leaves its place', async () => {
  const places = new AtMost(2)
  const begun: number[] = []
  const ends = new Map<number, (error?: Error) => void>()
  const work = Array.from({ length: 5 }, (_, index) =>
    places.run(
      () =>
        new Promise<number>((resolve, reject) => {
          begun.push(index)
          ends.set(index, (error) => (error ? reject(error) : resolve(index)))
        }),
    ),
  )
  expect(begun).toEqual([0, 1])
  ends.get(1)?.(new Error('failed'))
  await expect(work[1]).rejects.toThrow('failed')
  expect(begun).toEqual([0, 1, 2])
  for (const index of [0, 2, 3, 4]) {
    ends.get(index)?.()
    expect(await work[index]).toBe(index)
  }
  expect(begun).toEqual([0, 1, 2, 3, 4])
  const again = places.run(() => Promise.resolve('free again'))
  expect(await again).toBe('free again')
})
