/** Why a database cannot be used, in one sentence for the one who started the server; without the password that is in its URL. */
import { isDriverAdapterError } from '@prisma/driver-adapter-utils'
import type { Location } from './clients.ts'

export function cannotBeUsed(location: Location, error: unknown): Error {
  const [what, remedy] =
    'file' in location
      ? [`The database file ${location.file}`, 'Check the file and its folder, or choose another data folder']
      : [`The PostgreSQL database ${withoutPassword(location.url)}`, 'Check the database URL, and that the server runs']
  return new Error(`${what} cannot be used: ${reasonOf(error)}. ${remedy}.`, { cause: error })
}

function reasonOf(error: unknown): string {
  if (!isDriverAdapterError(error)) return error instanceof Error ? error.message : String(error)
  if (error.cause.kind === 'DatabaseNotReachable') return 'no server answers there'
  return error.cause.originalMessage ?? error.message
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'that was named, whose URL is none,'
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}
