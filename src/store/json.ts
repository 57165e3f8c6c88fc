/** JSON columns: Prisma types them as any JSON there is; what lies in them was written by this room from the type named. */
import type { Prisma } from '../generated/sqlite/client.ts'

export function fromJson<T>(value: unknown): T {
  return value as T
}

export function toJson(value: object): Prisma.InputJsonObject {
  return JSON.parse(JSON.stringify(value))
}
