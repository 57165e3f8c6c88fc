/** Derives the Prisma schema for PostgreSQL from the one for SQLite: another provider, another output, and no second set of Pothos types. */
export function postgresqlSchema(models: string): string {
  return replaceOnce(
    replaceOnce(replaceOnce(models, /generator pothos \{[^}]*\}\n+/, ''), '"sqlite"', '"postgresql"'),
    '"../src/generated/sqlite"',
    '"./postgresql"',
  )
}

function replaceOnce(text: string, what: string | RegExp, by: string): string {
  const parts = text.split(what)
  if (parts.length !== 2)
    throw new Error(`prisma/schema.prisma holds ${what} ${parts.length - 1} times; its twin for PostgreSQL needs it once.`)
  return parts.join(by)
}
