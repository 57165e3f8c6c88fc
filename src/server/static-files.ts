/**
 * The dashboard's files. They are read once, when the server starts: what is not a plain file in that folder is not there, so no path
 * and no symbolic link can lead out of it.
 */
import { readdir, readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, relative, sep } from 'node:path'

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

export interface StaticFile {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
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
        const headers = {
          'Content-Type': TYPES[extname(file)] ?? '',
          'Content-Length': String(body.length),
          'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        }
        return [path, { headers, body }]
      }),
    ),
  )
}

/** The file that a GET asks for. `/` is the dashboard; so is, for a browser, any other address: the dashboard knows its own. */
export function findStaticFile(files: ReadonlyMap<string, StaticFile>, path: string, accept: string | undefined): StaticFile | undefined {
  return files.get(path) ?? (path === '/' || accept?.includes('text/html') === true ? files.get('/index.html') : undefined)
}

export function replyFile(request: IncomingMessage, response: ServerResponse, { headers, body }: StaticFile): void {
  const host = request.headers.host ?? ''
  const policy =
    `default-src 'self'; connect-src 'self' ws://${host} wss://${host}; img-src 'self' data:; ` +
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  response.writeHead(200, { ...headers, 'Content-Security-Policy': policy })
  response.end(request.method === 'HEAD' ? undefined : body)
}
