/** The page's socket, for the components below it. */
import { createContext, useContext } from 'react'
import type { Socket } from '../../src/client/socket.ts'

export const SocketContext = createContext<Socket | null>(null)

export function useSocket(): Socket {
  const socket = useContext(SocketContext)
  if (!socket) throw new Error('useSocket is for components below <SocketContext>.')
  return socket
}
