/** The next `count` values of an iterator. Fails where it ends before. */
export async function collect<T>(iterator: AsyncIterator<T>, count: number): Promise<T[]> {
  const values: T[] = []
  while (values.length < count) {
    const { done, value } = await iterator.next()
    if (done) throw new Error(`It ended after ${values.length} of ${count} values.`)
    values.push(value)
  }
  return values
}
