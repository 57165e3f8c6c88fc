/** What is below it asks the server past the cache: for what is big, live-only, or secret, and so is kept nowhere. */
import type { ReactNode } from 'react'
import { Provider } from 'urql'
import { useApi } from './use-api.ts'

export function Direct({ children }: { children: ReactNode }) {
  return <Provider value={useApi().direct}>{children}</Provider>
}
