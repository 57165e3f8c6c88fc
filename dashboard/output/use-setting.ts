/** How somebody likes to look at output: remembered by the browser. */
import { useState } from 'react'

export function useSetting(name: 'wrap' | 'times', standard: boolean): [boolean, (value: boolean) => void] {
  const place = `output:${name}`
  const [value, setValue] = useState(() => {
    const stored = localStorage.getItem(place)
    return stored === null ? standard : stored === 'on'
  })
  return [
    value,
    (next) => {
      localStorage.setItem(place, next ? 'on' : 'off')
      setValue(next)
    },
  ]
}
