/** The answers that many cases expect. */
import type { Transport } from './case.ts'

type Answers = Readonly<Record<Transport, string>>

/** Shut out before anything is read: an upgrade has no body that could say why. */
export const AT_THE_GATE: Answers = { http: '403 FORBIDDEN', sse: '403 FORBIDDEN', ws: '403' }

/** Nobody that the server knows. A WebSocket may say who it is when it is open. */
export const UNKNOWN: Answers = { http: '401 UNAUTHENTICATED', sse: '401 UNAUTHENTICATED', ws: 'closed 4403' }
