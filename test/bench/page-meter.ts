/**
 * Runs inside the page: notes when frames are drawn, and which tasks keep the page busy for longer than 50 ms.
 *
 * Each function is sent to the page as its text, and can use nothing but what is in it. Inner functions are methods, or have no name:
 * to keep the names of others, what compiles this file calls a function of its own, which the page has not.
 */
interface Meter {
  readonly frames: number[]
  readonly longTasks: number[]
  note: (at: number) => void
  stop: () => void
}

declare global {
  interface Window {
    benchMeter?: Meter
  }
}

export function startMeter(): void {
  const observer = new PerformanceObserver((list) => {
    window.benchMeter?.longTasks.push(...list.getEntries().map(({ duration }) => duration))
  })
  let next = 0
  window.benchMeter = {
    frames: [],
    longTasks: [],
    note(at) {
      this.frames.push(at)
      next = requestAnimationFrame((time) => this.note(time))
    },
    stop() {
      cancelAnimationFrame(next)
      this.longTasks.push(...observer.takeRecords().map(({ duration }) => duration))
      observer.disconnect()
    },
  }
  observer.observe({ type: 'longtask' })
  next = requestAnimationFrame((time) => window.benchMeter?.note(time))
}

export function stopMeter(): Pick<Meter, 'frames' | 'longTasks'> {
  const meter = window.benchMeter
  if (!meter) throw new Error('The meter was to be started before it is stopped.')
  meter.stop()
  return { frames: meter.frames, longTasks: meter.longTasks }
}
