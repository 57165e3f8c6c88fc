/** Which units there are and who waits for whom, apart from everything else about them that changes. */
import { useState } from 'react'
import type { UnitStore } from '../api/unit-store.ts'
import { useUnitsVersion } from '../api/use-units-version.ts'
import type { GraphUnit } from './dependency-graph.ts'

/** Milliseconds in which changes are gathered. */
const GATHERED = 200

/** The same array until units come or go, depend on others, or are done: not for every change of a status. */
export function useShape(units: UnitStore): readonly GraphUnit[] {
  const version = useUnitsVersion(units, GATHERED)
  const [seen, setSeen] = useState<{ version: number; shape: readonly GraphUnit[] }>({ version, shape: units.all() })
  // Once in a while: with thousands of units even looking for a difference costs something.
  if (seen.version !== version) {
    const newest = units.all()
    setSeen({ version, shape: isSameShape(seen.shape, newest) ? seen.shape : newest })
  }
  return seen.shape
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
