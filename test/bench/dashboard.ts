/**
 * The dashboard with many units and many changes, in a real browser: how many frames the track diagram still draws, how long it keeps the
 * page busy at a stretch, what it holds in memory before and after, and whether it shows what is in the database in the end.
 *
 * The same page without changes, a moment before, stands beside it: where a frame is late there too, it is the machine. Server, browser
 * and whoever makes the changes share the machine, and a browser without a graphics card paints with the processor.
 */
import { HAS_BROWSER } from '../support/browser.ts'
import { runDashboard, type Watched } from './dashboard-run.ts'
import type { Figure } from './figure.ts'
import { fixed, times } from './table.ts'

const MB = 1024 * 1024
/** A display of 60 Hz may miss one of its frames in a second. */
const FRAMES = 59
const LONGEST_TASK_MS = 100

/** Null where there is no browser. */
export const dashboard: Figure<Watched | null> = {
  async measure(settings, tell) {
    if (HAS_BROWSER) return runDashboard(settings.dashboard, tell)
    tell('There is no browser at /usr/bin/chromium: the dashboard is not measured.')
    return null
  },
  tables: (watched) =>
    watched === null
      ? []
      : [
          {
            title: `The track diagram of ${watched.units} units in Chromium`,
            head: [
              'changes/s',
              'seconds',
              'frames/s',
              'ms between frames, p50',
              'p99',
              'most',
              'tasks > 50 ms',
              'longest, ms',
              'busy',
              'heap, MB',
            ],
            rows: [watched.idle, watched.busy].map((stretch) => [
              fixed(stretch.changesPerSecond, 0),
              fixed(stretch.seconds, 0),
              fixed(stretch.framesPerSecond),
              fixed(stretch.between.p50),
              fixed(stretch.between.p99),
              fixed(stretch.between.most),
              String(stretch.longTasks.count),
              fixed(stretch.longTasks.longest, 0),
              `${fixed(100 * stretch.busy, 0)} %`,
              `${fixed(stretch.heap.before / MB)} to ${fixed(stretch.heap.after / MB)}`,
            ]),
            notes: [
              `Frames with the changes: ${times(watched.busy.framesPerSecond / watched.idle.framesPerSecond)} those without.`,
              'Busy is the share of the time in which the page’s thread did anything. The heap is after garbage collection.',
            ],
          },
        ],
  targets: (watched) => {
    if (watched === null) return []
    const { units, wanted, busy, equal } = watched
    const title = `the dashboard, ${units} units`
    return [
      {
        what: `${title}: changes made`,
        target: `${wanted}/s`,
        found: `${fixed(busy.changesPerSecond, 0)}/s`,
        met: busy.changesPerSecond >= 0.95 * wanted,
      },
      {
        what: `${title}: frames`,
        target: '60 frames/s',
        found: `${fixed(busy.framesPerSecond)} frames/s`,
        met: busy.framesPerSecond >= FRAMES,
      },
      {
        what: `${title}: longest task`,
        target: `≤ ${LONGEST_TASK_MS} ms`,
        found: busy.longTasks.count === 0 ? 'none over 50 ms' : `${fixed(busy.longTasks.longest, 0)} ms`,
        met: busy.longTasks.longest <= LONGEST_TASK_MS,
      },
      { what: `${title}: units shown as they are in the database`, target: String(units), found: String(equal), met: equal === units },
    ]
  },
}
