/** Items that are chosen together, and their retry in one operation: all of them, or none. */
import { useState } from 'react'
import type { Item } from '../api/attention-queue.ts'
import { useProject } from '../api/project-context.ts'
import { useAction } from '../api/use-action.ts'
import { RetryWorkUnits } from '../api/verbs.ts'

export function useSelection(items: readonly Item[], onRetried: (ids: readonly string[]) => void) {
  const { key: project } = useProject()
  const action = useAction(RetryWorkUnits)
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const [tried, setTried] = useState<readonly Item[]>([])
  // What has left the queue is not selected any more.
  const selected = items.filter(({ id }) => ids.has(id))

  const retry = async () => {
    if (selected.length === 0 || action.busy) return
    setTried(selected)
    const chunks = [...new Set(selected.map(({ workUnit }) => workUnit.chunk))]
    if ((await action.act({ project, chunks })) === null) return
    setIds(new Set())
    onRetried(items.filter(({ workUnit }) => chunks.includes(workUnit.chunk)).map(({ id }) => id))
  }

  return {
    action,
    selected,
    ids: new Set(selected.map(({ id }) => id)),
    retry: () => void retry(),
    clear: () => setIds(new Set()),
    add: (more: readonly Item[]) => setIds(new Set([...ids, ...more.map(({ id }) => id)])),
    set: (item: Item, isSelected: boolean) => {
      const next = new Set(ids)
      if (isSelected) next.add(item.id)
      else next.delete(item.id)
      setIds(next)
    },
    refusalOf: (item: Item) => refusalOf(action.problem, tried, item),
  }
}

/** The refusal of all belongs to the unit that it names; where it names none of them, to each. */
export function refusalOf(problem: string | null, tried: readonly Item[], item: Item): string | null {
  if (problem === null || !tried.some(({ id }) => id === item.id)) return null
  const names = ({ workUnit }: Item) => problem.includes(`'${workUnit.chunk}'`)
  return names(item) || !tried.some(names) ? problem : null
}
