/** GraphiQL, whole in one page from its package: it loads nothing from anywhere, and works without a network. */
import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { replyPage } from './reply.ts'

let page: Promise<string> | undefined

/** The package is several megabytes of page: it is loaded when somebody asks for it, and then kept. */
function load(): Promise<string> {
  page ??= import('@graphql-yoga/render-graphiql').then(({ renderGraphiQL }) =>
    renderGraphiQL({
      title: 'signalbox GraphiQL',
      endpoint: '/graphql',
      subscriptionsProtocol: 'WS',
      defaultQuery: 'query {\n  viewer {\n    name\n  }\n}\n',
    }),
  )
  return page
}

/** Its editor needs styles in the page and workers made from blobs; its one script is allowed by a nonce. */
export async function replyGraphiql(response: ServerResponse, host: string): Promise<void> {
  const nonce = randomBytes(16).toString('base64')
  const policy =
    `default-src 'none'; script-src 'nonce-${nonce}' blob:; worker-src blob:; style-src 'unsafe-inline'; font-src data:; ` +
    `img-src 'self' data:; connect-src 'self' ws://${host} wss://${host}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
  const html = (await load()).replace('<script>', `<script nonce="${nonce}">`)
  replyPage(response, 200, html, policy)
}

/** What somebody sees who opens GraphiQL without being signed in. */
export function replySignIn(response: ServerResponse): void {
  const html = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>signalbox</title></head>
  <body>
    <h1>Sign in first</h1>
    <p>Open the dashboard with your token, as <code>http://127.0.0.1:PORT/#token=TOKEN</code>; <code>signalbox serve --open</code> does it
    for you. The owner's token stands in <code>DATA_DIR/owner-token</code>. Then come back to this page.</p>
  </body>
</html>
`
  replyPage(response, 401, html, "default-src 'none'; frame-ancestors 'none'")
}
