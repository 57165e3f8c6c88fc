/** Answers that are not GraphQL results: errors shaped like them, pages, and the headers that every answer carries. */
import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ErrorCode } from '../domain/errors.ts'

/** For every answer: nothing may frame it, guess its type, or learn where its links were followed from. */
export const SECURITY_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
} as const

/** An error outside GraphQL, in GraphQL's shape, so that clients need to read only one. */
export function replyError(
  response: ServerResponse,
  status: number,
  code: ErrorCode,
  message: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', ...headers })
  response.end(JSON.stringify({ errors: [{ message, extensions: { code } }] }))
}

export function replyPage(response: ServerResponse, status: number, html: string, contentSecurityPolicy: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': contentSecurityPolicy,
  })
  response.end(html)
}

export function replyText(response: ServerResponse, status: number, text: string, contentType = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'Content-Type': contentType, 'Cache-Control': 'no-store' })
  response.end(text)
}

/** Answers a connection that is no request yet, or will be none, and ends it. */
export function refuseConnection(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy())
  // Node keeps open what its client does not close, and has no deadline for a connection that asked for an upgrade.
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
