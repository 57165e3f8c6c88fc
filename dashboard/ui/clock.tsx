/** A time of day; the day too where it is not today. The whole of it is the tooltip. */

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const TIME_WITH_SECONDS = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })

export function Clock({ at, seconds = false }: { at: Date | string; seconds?: boolean }) {
  const time = new Date(at)
  return (
    <time dateTime={time.toISOString()} title={WHOLE.format(time)}>
      {inWords(time, seconds)}
    </time>
  )
}

function inWords(time: Date, seconds: boolean): string {
  const shown = (seconds ? TIME_WITH_SECONDS : TIME).format(time)
  return time.toDateString() === new Date().toDateString() ? shown : `${DAY.format(time)}, ${shown}`
}
