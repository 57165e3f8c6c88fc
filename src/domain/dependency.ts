/** Who waits for whom: cycles are found before anything is written. */

/** The names along a circle, first and last the same, or null. `waitsFor` maps a name to the names that it waits for. */
export function findCycle(waitsFor: ReadonlyMap<string, readonly string[]>): string[] | null {
  const finished = new Set<string>()
  for (const start of waitsFor.keys()) {
    // Depth first with a path of our own, because a chain of a thousand units is legal.
    const path: { name: string; rest: string[] }[] = []
    const onPath = new Set<string>()
    const enter = (name: string): void => {
      onPath.add(name)
      path.push({ name, rest: [...(waitsFor.get(name) ?? [])] })
    }
    if (!finished.has(start)) enter(start)
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.rest.shift()
      if (next === undefined) {
        finished.add(top.name)
        onPath.delete(top.name)
        path.pop()
      } else if (onPath.has(next)) {
        const names = path.map(({ name }) => name)
        return [...names.slice(names.indexOf(next)), next]
      } else if (!finished.has(next)) enter(next)
    }
  }
  return null
}
