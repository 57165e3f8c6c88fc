/** Prints the schema into `schema.graphql`: `npm run schema`. A test fails when the two differ. */
import { writeFileSync } from 'node:fs'
import { printSchema } from 'graphql'
import { schema } from './schema.ts'

writeFileSync(new URL('../../schema.graphql', import.meta.url), `${printSchema(schema)}\n`)
