/** For servers of which nobody wants to know how much they do. */
import type { Meter } from '../../src/server/meter.ts'

export const SILENT_METER: Meter = {
  executes: () => undefined,
  refused: () => undefined,
  failed: () => undefined,
  closedSlow: () => undefined,
  delivered: () => undefined,
}
