/** Where the server listens, and that it listens anywhere else only on a clear word. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { readConfig, UsageError } from '../../../src/config.ts'
import type { Group } from '../case.ts'

/** Addresses of this machine that the server was not told to listen on. */
function otherAddresses(): string[] {
  const real = Object.values(networkInterfaces()).flatMap((found) => found ?? [])
  const outer = real.filter(({ internal, scopeid }) => !internal && (scopeid ?? 0) === 0).map(({ address }) => address)
  return ['::1', '127.0.0.2', ...outer]
}

async function answers(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port })
  const isOpen = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)]).catch(() => false)
  socket.destroy()
  return isOpen
}

const NOT_LOOPBACK = ['0.0.0.0', '::', '0', '', '192.168.0.1', 'example.org', 'localhost.example.org', '127.example.org', '::ffff:10.0.0.1']

export const BIND_ADDRESS: Group = {
  name: 'bind address',
  cases: [
    {
      fact: 'nobody is answered but on the address that was asked for',
      async see({ target }) {
        const found = await Promise.all(otherAddresses().map(async (host) => ((await answers(host, target.port)) ? [host] : [])))
        return found.flat()
      },
      sees: [],
    },
    {
      fact: 'an address that others can reach is refused without the names that they may use',
      isInside: true,
      async see() {
        return NOT_LOOPBACK.filter((host) => {
          try {
            readConfig({ host }, {}, '/')
            return true
          } catch (error) {
            return !(error instanceof UsageError)
          }
        })
      },
      sees: [],
    },
    {
      fact: 'what is no name does not stand for one',
      isInside: true,
      async see() {
        return [[''], [' '], ['*'], ['http://box.example'], ['box.example/']].filter((allowedHost) => {
          try {
            readConfig({ host: '0.0.0.0', allowedHost }, {}, '/')
            return true
          } catch (error) {
            return !(error instanceof UsageError)
          }
        })
      },
      sees: [],
    },
  ],
}
