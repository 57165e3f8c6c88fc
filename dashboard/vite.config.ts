/** How the dashboard is built into the package (`dist/dashboard`), and served while somebody works on it. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const SERVER = 'http://127.0.0.1:7420'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../dist/dashboard',
    emptyOutDir: true,
    // The server's Content-Security-Policy allows its own files only: nothing inline, no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      // The server answers its own origin only, so what the proxy sends on says that it comes from there.
      '/graphql': { target: SERVER, changeOrigin: true, ws: true, headers: { origin: SERVER } },
      '/session': { target: SERVER, changeOrigin: true, headers: { origin: SERVER } },
    },
  },
})
