/** Times, all of the server's clock: when something was, and how long ago that is by the server's own clock. */
import { createContext, useContext, useSyncExternalStore } from 'react'

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const TIME_WITH_SECONDS = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })

/** Milliseconds by which the server's clock is ahead of this machine's. */
export const ServerClock = createContext(0)

/** The server's time, anew with every second. */
export function useServerNow(): number {
  return useSyncExternalStore(everySecond, currentSecond) + useContext(ServerClock)
}

/** A time of day; the day too where it is not today. The whole of it is the tooltip. */
export function Clock({ at, seconds = false }: { at: Date | string; seconds?: boolean }) {
  const time = new Date(at)
  return (
    <time dateTime={time.toISOString()} title={WHOLE.format(time)}>
      {inWords(time, seconds)}
    </time>
  )
}

/** How long ago: `42 s`, `3 min`, `2 h`, `5 d`. When exactly is the tooltip. */
export function Ago({ at }: { at: Date | string }) {
  const time = new Date(at)
  return (
    <time dateTime={time.toISOString()} title={WHOLE.format(time)}>
      {duration(useServerNow() - time.getTime())}
    </time>
  )
}

/** Milliseconds in the largest unit that has at least one. A clock that goes wrong gives no negative times. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.floor(hours / 24)} d`
}

function inWords(time: Date, seconds: boolean): string {
  const shown = (seconds ? TIME_WITH_SECONDS : TIME).format(time)
  return time.toDateString() === new Date().toDateString() ? shown : `${DAY.format(time)}, ${shown}`
}

function everySecond(listener: () => void) {
  const timer = setInterval(listener, 1_000)
  return () => clearInterval(timer)
}

function currentSecond(): number {
  return Math.floor(Date.now() / 1_000) * 1_000
}
