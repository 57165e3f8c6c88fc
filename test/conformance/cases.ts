/** All cases. One more is one more record in one of these files. */
import type { Case } from './case.ts'
import { CURSORS } from './cases/cursors.ts'
import { CUTS } from './cases/cuts.ts'
import { DELETIONS } from './cases/deletions.ts'
import { EVENT_STREAMS } from './cases/event-streams.ts'
import { RACES } from './cases/races.ts'
import { REPLAYS } from './cases/replays.ts'
import { RESTARTS } from './cases/restarts.ts'
import { SHARING } from './cases/sharing.ts'
import { SOCKETS } from './cases/sockets.ts'

export const CASES: readonly Case[] = [
  ...CUTS,
  ...RACES,
  ...CURSORS,
  ...SHARING,
  ...SOCKETS,
  ...DELETIONS,
  ...REPLAYS,
  ...EVENT_STREAMS,
  ...RESTARTS,
]
