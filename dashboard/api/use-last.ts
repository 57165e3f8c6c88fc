/** The last value that was there: a request that fails takes nothing off the screen, and closes no form that stands on it. */
import { useState } from 'react'

export function useLast<Value>(value: Value | undefined): Value | undefined {
  const [last, setLast] = useState(value)
  if (value !== undefined && value !== last) setLast(value)
  return value ?? last
}
