/** The charts' library is loaded when a chart is looked at: the slots above are there before. */
import { lazy } from 'react'

export const ThroughputChart = lazy(() => import('./charts.tsx').then((charts) => ({ default: charts.ThroughputChart })))
export const DurationChart = lazy(() => import('./charts.tsx').then((charts) => ({ default: charts.DurationChart })))
