/** The session's clients and its socket, for the components below it. */
import { createContext, useContext } from 'react'
import type { Socket } from '../../src/client/socket.ts'
import type { ApiClients } from './client.ts'

export interface Api extends ApiClients {
  readonly socket: Socket
}

export const ApiContext = createContext<Api | null>(null)

export function useApi(): Api {
  const api = useContext(ApiContext)
  if (!api) throw new Error('useApi is for components below <ApiContext>.')
  return api
}
