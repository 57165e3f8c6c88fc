/**
 * Makes work that never goes on twice at once. Wanted again while it goes on, it is done once more, however often it was
 * wanted; the promise is that of the last time. `work` never rejects.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let going: Promise<void> | null = null
  let again = false

  async function go(): Promise<void> {
    do {
      again = false
      await work()
    } while (again)
    going = null
  }

  return () => {
    if (going) again = true
    return (going ??= go())
  }
}
