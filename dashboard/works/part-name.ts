/** The beginning of a part of the time, as short as its window allows. */
import type { WindowName } from './time-window.ts'

const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const FORMATS: Record<WindowName, Intl.DateTimeFormat> = {
  hour: new Intl.DateTimeFormat(undefined, TIME),
  day: new Intl.DateTimeFormat(undefined, TIME),
  week: new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', ...TIME }),
}

export function partName(from: string, window: WindowName): string {
  return FORMATS[window].format(new Date(from))
}
