/**
 * The least that a broadcast over WebSocket costs on Node: `socket.send(text)` in a loop, with nothing around it. Sockets are in the
 * room that their path names; a POST to that path with a JSON list of texts sends each text to each socket of the room, in one turn of
 * the event loop.
 *
 * A program: `node --import tsx test/support/raw-ws.ts`. It prints its address when it listens.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { WebSocketServer, type WebSocket } from 'ws'

const httpServer = createServer((request, response) => {
  text(request)
    .then((body) => {
      const room = rooms.get(request.url ?? '') ?? new Set()
      for (const message of JSON.parse(body) as string[]) {
        for (const socket of room) socket.send(message)
      }
      response.writeHead(204).end()
    })
    .catch((error: Error) => response.writeHead(400).end(error.message))
})

const sockets = new WebSocketServer({ server: httpServer, perMessageDeflate: false })
const rooms = new Map<string, Set<WebSocket>>()

sockets.on('connection', (socket, { url = '' }) => {
  const room = rooms.get(url) ?? new Set()
  rooms.set(url, room.add(socket))
  socket.on('close', () => room.delete(socket))
})

httpServer.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(httpServer.address() as AddressInfo).port}`)
})
