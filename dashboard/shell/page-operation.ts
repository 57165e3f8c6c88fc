/** The operations behind the page that is on the screen, for "show as GraphQL": its own, and with a project what keeps it live and a verb. */
import { createContext, useContext, useEffect, useRef } from 'react'
import type { Operation, PageOperation } from '../api/as-graphql.ts'
import { WorkUnitChanges } from '../api/board.ts'
import { ProjectContext } from '../api/project-context.ts'
import type { Project } from '../api/project-context.ts'
import { HoldWorkUnit } from '../api/verbs.ts'

export const PageOperationContext = createContext<(operation: PageOperation | null) => void>(() => undefined)

/** `variables` are compared by what is in them. A page that names `others` gets these in place of the verb. */
export function usePageOperation({ document, variables, others }: PageOperation): void {
  const show = useContext(PageOperationContext)
  const project = useContext(ProjectContext)
  const units = project?.units
  const key = project?.key
  const shown = JSON.stringify([variables, others?.map((other) => other.variables)])
  const newest = useRef(others)
  useEffect(() => {
    newest.current = others
  })
  useEffect(() => {
    const [own, ofOthers] = JSON.parse(shown) as [PageOperation['variables'], PageOperation['variables'][] | null]
    const named = newest.current?.map((other, index) => ({ document: other.document, variables: ofOthers?.[index] ?? {} }))
    const live = key === undefined ? [] : [{ document: WorkUnitChanges, variables: { project: key } }]
    show({ document, variables: own, others: [...live, ...(named ?? verbFor(own, key, units))] })
    return () => show(null)
  }, [show, document, shown, key, units])
}

/** One that does no harm and can be taken back, for the unit that is on the screen, or else the oldest. */
function verbFor(variables: PageOperation['variables'], project: string | undefined, units: Project['units'] | undefined): Operation[] {
  const named = variables['chunk']
  const chunk = typeof named === 'string' ? named : units?.all()[0]?.chunk
  if (project === undefined || chunk === undefined) return []
  return [{ document: HoldWorkUnit, variables: { input: { project, chunk } } }]
}
