import { afterEach, beforeEach, expect, test } from 'vitest'
import WebSocket from 'ws'
import { followOutput } from '../../dashboard/api/run-output.ts'
import { openSocket } from '../../src/client/socket.ts'
import type { Socket } from '../../src/client/socket.ts'
import { startLittleServer } from '../client/little-server.ts'
import type { LittleServer } from '../client/little-server.ts'

let server: LittleServer
let socket: Socket

beforeEach(async () => {
  server = await startLittleServer()
  for (let position = 1; position <= 20; position += 1) {
    server.model.output.push({ position, stream: 'OUT', text: `line ${position}`, at: '2026-11-22T12:00:00.000Z' })
  }
  socket = openSocket({ locate: () => ({ url: server.webSocketUrl }), now: () => new Date(), webSocketImpl: WebSocket })
})
afterEach(async () => {
  socket.close()
  await server.stop()
})

const POSITIONS = Array.from({ length: 20 }, (_, index) => index + 1)

test('every line of a run comes once and in order, and the following ends with the run', async () => {
  const positions: number[] = []
  expect(await followOutput(socket, 'R', (line) => positions.push(line.position), new AbortController().signal)).toBeNull()
  expect(positions).toEqual(POSITIONS)
})

test('the following begins behind a position', async () => {
  const positions: number[] = []
  expect(await followOutput(socket, 'R', ({ position }) => positions.push(position), new AbortController().signal, 15)).toBeNull()
  expect(positions).toEqual([16, 17, 18, 19, 20])
})

test('a cut in the middle of the output loses no line and shows none twice', async () => {
  const positions: number[] = []
  const onLine = ({ position }: { position: number }) => {
    positions.push(position)
    if (position % 7 === 0) server.cut()
  }
  expect(await followOutput(socket, 'R', onLine, new AbortController().signal)).toBeNull()
  expect(server.asked.get('runOutput')).toBe(3)
  expect(positions).toEqual(POSITIONS)
})

test('what the server refuses is said in its words and not asked again', async () => {
  server.model.outputProblem = 'There is no run `R`.'
  expect(await followOutput(socket, 'R', () => {}, new AbortController().signal)).toBe('There is no run `R`.')
})
