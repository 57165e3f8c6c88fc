/** JSON columns: Prisma types them as any JSON there is; what lies in them was written by the store from the domain's type. */

export function fromJson<T>(value: unknown): T {
  return value as T
}
