/** Who is signed in, and what they may do. The server decides; the page only offers nothing that would be refused. */
import { createContext, useContext } from 'react'

const RANK = { VIEWER: 0, OPERATOR: 1, OWNER: 2 } as const

export interface Viewer {
  readonly name: string
  /** Null for the token of a run. */
  readonly role: keyof typeof RANK | null
}

/** Null until it is known. */
export const ViewerContext = createContext<Viewer | null>(null)

/** Whether the one who is signed in has that role, or a higher one. */
export function useMay(role: keyof typeof RANK): boolean {
  const viewer = useContext(ViewerContext)
  return viewer?.role ? RANK[viewer.role] >= RANK[role] : false
}
