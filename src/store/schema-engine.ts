/**
 * Prisma's schema engine in WebAssembly: the same engine as the `prisma migrate` binary, without a download.
 * It is loaded only where a migration is pending or a test compares the migrations with the models.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { bindMigrationAwareSqlAdapterFactory, type SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'

export type { SqlMigrationAwareDriverAdapterFactory }

export const NO_FILTERS = { externalTables: [], externalEnums: [] }

/** What of the global is used here: Node's types know its values only with the browser's library. */
declare const WebAssembly: {
  instantiate(code: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>
}

let loaded: Promise<typeof import('@prisma/schema-engine-wasm')> | undefined

async function load(): Promise<typeof import('@prisma/schema-engine-wasm')> {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const engine = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
  const file = join(dirname(engine), 'schema_engine_bg.wasm')
  const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  ;(instance.exports['__wbindgen_start'] as () => void)()
  return bindings
}

/** Works with an engine on the database of `adapter`. `datamodel` is the text of a Prisma schema, needed to compare with it. */
export async function withSchemaEngine<T>(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  work: (engine: SchemaEngine) => Promise<T>,
  datamodel?: string,
): Promise<T> {
  loaded ??= load()
  const { SchemaEngine } = await loaded
  // The engine locks the database exclusively and does not close what it opened, so that is done here.
  const opened: { dispose(): Promise<void> }[] = []
  const connect = adapter.connect.bind(adapter)
  adapter.connect = async () => {
    const connection = await connect()
    opened.push(connection)
    return connection
  }
  const engine = await SchemaEngine.new(
    { datamodels: datamodel === undefined ? undefined : [['schema.prisma', datamodel]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapter),
  )
  try {
    return await work(engine)
  } finally {
    engine.free()
    for (const connection of opened) await connection.dispose()
  }
}
