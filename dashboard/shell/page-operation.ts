/** The operation behind the page that is on the screen, for "show as GraphQL". */
import { createContext, useContext, useEffect } from 'react'
import type { PageOperation } from '../api/as-graphql.ts'

export const PageOperationContext = createContext<(operation: PageOperation | null) => void>(() => undefined)

/** `variables` are compared by what is in them. */
export function usePageOperation({ document, variables }: PageOperation): void {
  const show = useContext(PageOperationContext)
  const key = JSON.stringify(variables)
  useEffect(() => {
    show({ document, variables: JSON.parse(key) as PageOperation['variables'] })
    return () => show(null)
  }, [show, document, key])
}
