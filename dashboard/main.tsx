/** Starts the page: gets in with the token of its address, then shows the panel. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { takeToken } from './api/session.ts'
import { App } from './app.tsx'
import { applyTheme } from './shell/theme.ts'
import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './ui/base.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id `root`.')

applyTheme()
createRoot(root).render(
  <StrictMode>
    <App token={takeToken(window.location, window.history)} />
  </StrictMode>,
)
