/** For what is read again after changes of units: tells that there were some, not more often than is good for the one who is asked. */
import { useEffect, useState } from 'react'
import type { UnitStore } from './unit-store.ts'

/** Grows after units have changed, at most once in so many milliseconds. */
export function useUnitsVersion(units: UnitStore, pauseMs: number): number {
  const [version, setVersion] = useState(0)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = () => {
      timer = undefined
      setVersion((count) => count + 1)
    }
    const later = () => {
      if (timer === undefined) timer = setTimeout(tell, pauseMs)
    }
    // What changed between the drawing and now.
    later()
    const end = units.subscribe(later)
    return () => {
      end()
      clearTimeout(timer)
    }
  }, [units, pauseMs])
  return version
}
