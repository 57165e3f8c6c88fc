/**
 * The dashboard's files. They are read once, when the server starts: what is not a plain file in that folder is not there, so no path
 * and no symbolic link can lead out of it. Texts are sent packed to whoever can unpack them.
 */
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'
import { preferredCoding } from './accept-encoding.ts'
import { CODINGS, type Coding, packed } from './compressed.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/** Images and fonts are packed already. */
const TEXTS: ReadonlySet<string> = new Set(['.html', '.js', '.css', '.json', '.txt'])

export interface StaticFile {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** The body in another coding, or null where that would be no smaller. Null where it is never packed. */
  readonly packed: ((coding: Coding) => Promise<Buffer | null>) | null
}

/** The files by their path in the URL. `/assets/` holds what Vite names by its content, which never changes. */
export async function loadStaticFiles(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && extname(entry.name) in TYPES)
  return new Map(
    await Promise.all(
      files.map(async (entry): Promise<[string, StaticFile]> => {
        const file = join(entry.parentPath, entry.name)
        const path = `/${relative(folder, file).split(sep).join('/')}`
        const body = await readFile(file)
        const isText = TEXTS.has(extname(file))
        const headers = {
          'Content-Type': TYPES[extname(file)] ?? '',
          'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
          // Also of an answer that is not packed: a cache would hand it to everybody, or another one to those who cannot unpack it.
          ...(isText && { Vary: 'Accept-Encoding' }),
        }
        return [path, { headers, body, packed: isText ? packed(body) : null }]
      }),
    ),
  )
}

/** The file that a GET asks for. `/` is the dashboard; so is, for a browser, any other address: the dashboard knows its own. */
export function findStaticFile(files: ReadonlyMap<string, StaticFile>, path: string, accept: string | undefined): StaticFile | undefined {
  return files.get(path) ?? (path === '/' || accept?.includes('text/html') === true ? files.get('/index.html') : undefined)
}

export async function replyFile(request: IncomingMessage, response: ServerResponse, file: StaticFile): Promise<void> {
  const host = request.headers.host ?? ''
  const policy =
    `default-src 'self'; connect-src 'self' ws://${host} wss://${host}; img-src 'self' data:; ` +
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  const coding = file.packed && preferredCoding(request.headers['accept-encoding'], CODINGS)
  const smaller = coding && (await file.packed?.(coding))
  const body = smaller ?? file.body
  response.writeHead(200, {
    ...file.headers,
    ...(smaller && coding && { 'Content-Encoding': coding }),
    'Content-Length': String(body.length),
    'Content-Security-Policy': policy,
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}
