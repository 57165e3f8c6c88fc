/** A TCP proxy that can fall silent: packets vanish, both ends keep their connections open, and nobody is told. */
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface SilentNetwork {
  readonly port: number
  /** What is sent through connections that are there, or made from now on, arrives nowhere; false lets new connections through again. */
  silence(on: boolean): void
  stop(): Promise<void>
}

export async function startSilentNetwork(port: number): Promise<SilentNetwork> {
  const sockets = new Set<Socket>()
  let isSilent = false
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
    return socket
  }
  const server = createServer({ allowHalfOpen: true }, (near) => {
    keep(near)
    if (isSilent) return
    const far = keep(connect({ port, host: '127.0.0.1', allowHalfOpen: true }))
    near.pipe(far)
    far.pipe(near)
    near.once('close', () => far.destroy())
    far.once('close', () => near.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    silence(on) {
      isSilent = on
      if (!on) return
      for (const socket of sockets) socket.unpipe().pause()
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
