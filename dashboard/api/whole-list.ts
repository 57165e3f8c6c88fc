/**
 * Reads all pages of a project's work units as if they were one, so that the cache gets the whole list at once: the board
 * never shows half of it, and never a page of an older snapshot beside a newer one.
 * The first page's cursor stands for all: later pages are read later, and what changed in between comes again with the feed.
 */
import { makeOperation } from '@urql/core'
import type { Exchange, Operation, OperationResult } from '@urql/core'
import { filter, makeSubject, map, merge, pipe } from 'wonka'

interface Page {
  readonly project: { readonly workUnits: { readonly nodes: readonly unknown[]; readonly pageInfo: PageInfo } } | null
}
interface PageInfo {
  readonly hasNextPage: boolean
  readonly endCursor: string | null
}

export const wholeList: Exchange = ({ forward }) => {
  return (operations) => {
    const further = makeSubject<Operation>()
    /** The operation as it was asked and its pages so far, by operation key. */
    const unfinished = new Map<number, { operation: Operation; pages: Page[] }>()

    const collect = (result: OperationResult): OperationResult | null => {
      const { key } = result.operation
      const begun = unfinished.get(key) ?? { operation: result.operation, pages: [] }
      unfinished.delete(key)
      if (result.error || !isPage(result.data)) return { ...result, operation: begun.operation }
      const pages = [...begun.pages, result.data]
      const pageInfo = result.data.project?.workUnits.pageInfo
      if (!pageInfo?.hasNextPage) return { ...result, operation: begun.operation, data: joined(pages) }
      unfinished.set(key, { operation: begun.operation, pages })
      const variables = { ...begun.operation.variables, after: pageInfo.endCursor }
      // Not within the result that is being handled: the fetch of a key begins when the one before it is over.
      void Promise.resolve().then(() => further.next(makeOperation('query', { ...begun.operation, variables })))
      return null
    }

    return pipe(
      merge([operations, further.source]),
      forward,
      map(collect),
      filter((result) => result !== null),
    )
  }
}

function isPage(data: unknown): data is Page {
  if (typeof data !== 'object' || data === null || !('project' in data)) return false
  const { project } = data
  return typeof project === 'object' && project !== null && 'workUnits' in project
}

function joined(pages: readonly Page[]): Page | undefined {
  const [first] = pages
  const last = pages.at(-1)
  if (!first?.project || !last?.project) return last
  const nodes = pages.flatMap((page) => page.project?.workUnits.nodes ?? [])
  return {
    ...first,
    project: { ...first.project, workUnits: { ...first.project.workUnits, nodes, pageInfo: last.project.workUnits.pageInfo } },
  }
}
