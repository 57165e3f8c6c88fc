/** What a browser loads before it shows anything is small, and holds nothing that only one page needs. */
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { expect, onTestFinished, test, vi } from 'vitest'

const CONFIG = new URL('../../dashboard/vite.config.ts', import.meta.url).pathname
/** In bytes, as they go over the line. */
const LIMIT = 300_000
const HEAVY = /node_modules\/(recharts|victory-vendor|d3-[a-z]+|@xyflow|@dagrejs|react-diff-view|refractor|anser)\//

/** The fonts of what everybody reads; browsers load those of other scripts when a letter of them is shown. */
const FIRST_FONT = /^(?!.*-ext-).*-latin-.*\.woff2$/

test('the first load is under 300 KB compressed, without the heavy libraries of single pages', async () => {
  // Otherwise the libraries are built with what they have for tests.
  vi.stubEnv('NODE_ENV', 'production')
  onTestFinished(() => void vi.unstubAllEnvs())
  const built = await build({ configFile: CONFIG, logLevel: 'silent', build: { write: false } })
  const output = 'output' in built ? built.output : Array.isArray(built) ? built.flatMap((each) => each.output) : []
  const chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])))

  // The set grows while it is walked: what is imported statically is loaded too.
  const first = new Set([...chunks.values()].filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName))
  for (const name of first) for (const each of chunks.get(name)?.imports ?? []) first.add(each)
  const html = output.find(({ fileName }) => fileName === 'index.html')
  const page = html?.type === 'asset' ? String(html.source) : ''
  const styles = output.filter(({ fileName }) => fileName.endsWith('.css') && page.includes(fileName))
  const fonts = output.filter(({ fileName }) => FIRST_FONT.test(fileName))
  expect([first.size, styles.length, fonts.length].map((count) => count > 0)).toEqual([true, true, true])
  expect([...chunks.values()].filter(({ isDynamicEntry }) => isDynamicEntry).length).toBeGreaterThan(5)

  const sizes = output
    .filter((file) => file === html || first.has(file.fileName) || styles.includes(file) || fonts.includes(file))
    .map((file) => ({ file: file.fileName, bytes: compressed(file.type === 'chunk' ? file.code : file.source, file.fileName) }))
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  expect(total, JSON.stringify(sizes, null, 1)).toBeLessThan(LIMIT)
  expect([...first].flatMap((name) => chunks.get(name)?.moduleIds ?? []).filter((id) => HEAVY.test(id))).toEqual([])
})

/** A font is compressed by itself. */
function compressed(content: string | Uint8Array, fileName: string): number {
  return fileName.endsWith('.woff2') ? content.length : gzipSync(content).length
}
