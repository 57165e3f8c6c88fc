/** Light, dark, or as the system says; remembered by the browser. */
import { useState } from 'react'

export type Theme = 'system' | 'light' | 'dark'
const PLACE = 'theme'

export function applyTheme(theme: Theme = remembered()): void {
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(remembered)
  return [
    theme,
    (next) => {
      localStorage.setItem(PLACE, next)
      applyTheme(next)
      setTheme(next)
    },
  ]
}

function remembered(): Theme {
  const theme = localStorage.getItem(PLACE)
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}
