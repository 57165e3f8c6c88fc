/** What of the drawing depends on the window: how many columns fit, how high the lines are, and where the list begins. */
import { useLayoutEffect, useState } from 'react'
import type { RefObject } from 'react'
import type { Density } from './view.ts'

export interface Layout {
  readonly columns: number
  /** The height of a line. */
  readonly line: number
  /** Pixels of the scrolling part that are above the list. */
  readonly offset: number
  /** The height of the blocks' headings, which stay above what is scrolled. */
  readonly heads: number
}

/** In pixels; the same figures are in track.css. */
const NARROW = 620
const HEIGHTS = { rows: { wide: 50, narrow: 82 }, overview: { wide: 20, narrow: 28 } }
const SLIM_UNIT = 164

export function useLayout(list: RefObject<HTMLElement | null>, density: Density): Layout {
  const [{ width, offset, heads }, setPlace] = useState({ width: 0, offset: 0, heads: 0 })
  useLayoutEffect(() => {
    const element = list.current
    const scroller = element?.closest<HTMLElement>('.page')
    if (!element || !scroller) return
    const measure = () => {
      const own = element.getBoundingClientRect()
      const top = own.top - scroller.getBoundingClientRect().top + scroller.scrollTop
      setPlace((last) => {
        const next = { width: own.width, offset: Math.round(top), heads: element.previousElementSibling?.clientHeight ?? 0 }
        return last.width === next.width && last.offset === next.offset && last.heads === next.heads ? last : next
      })
    }
    measure()
    const observer = new ResizeObserver(measure)
    // Whatever grows above the list makes what holds both of them grow.
    for (const each of [scroller, scroller.firstElementChild]) if (each) observer.observe(each)
    return () => observer.disconnect()
  }, [list])
  const columns = density === 'overview' ? Math.max(1, Math.floor(width / SLIM_UNIT)) : 1
  return { columns, offset, heads, line: HEIGHTS[density][width < NARROW ? 'narrow' : 'wide'] }
}
