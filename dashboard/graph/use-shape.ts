/** Which units there are and who waits for whom, apart from everything else about them that changes. */
import { useEffect, useState } from 'react'
import type { UnitStore } from '../api/unit-store.ts'
import type { GraphUnit } from './dependency-graph.ts'

/** Milliseconds in which changes are gathered. */
const GATHERED = 200

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

/** The same array until units come or go, depend on others, or are done: not for every change of a status. */
export function useShape(units: UnitStore): readonly GraphUnit[] {
  useUnitsVersion(units, GATHERED)
  const [shape, setShape] = useState<readonly GraphUnit[]>(units.all)
  const newest = units.all()
  if (isSameShape(shape, newest)) return shape
  setShape(newest)
  return newest
}

export function isSameShape(before: readonly GraphUnit[], now: readonly GraphUnit[]): boolean {
  return before === now || (before.length === now.length && now.every((unit, index) => isSameUnit(before[index], unit)))
}

function isSameUnit(before: GraphUnit | undefined, now: GraphUnit): boolean {
  if (before === now) return true
  return (
    before?.id === now.id &&
    (before.status === 'DONE') === (now.status === 'DONE') &&
    before.dependsOn.length === now.dependsOn.length &&
    now.dependsOn.every(({ id }, index) => before.dependsOn[index]?.id === id)
  )
}
