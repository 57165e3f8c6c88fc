/** What somebody gets who is let in: who they are, and their share of the server. */
import type { Viewer } from '../domain/viewer.ts'
import type { Bearer } from './bearers.ts'
import type { Credentials } from './credentials.ts'

export interface Admission {
  readonly viewer: Viewer
  readonly bearer: Bearer
}

/** Null for no token and for a bad one. */
export type Admit = (credentials: Credentials) => Promise<Admission | null>

/** What is said to whom `Bearer.isOverdrawn`. */
export const OVERDRAWN = 'The operations of this token that are running are too many, or too big together. Wait until some have ended.'
