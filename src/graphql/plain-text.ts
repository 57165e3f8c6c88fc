/**
 * A plugin for the builder: text that a database cannot hold is refused wherever it comes in. PostgreSQL takes no NUL
 * character, not even in what is looked for, so every argument of every field is looked through before it is used.
 */
import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core'
import type { GraphQLFieldResolver } from 'graphql'
import { validText } from '../domain/validate.ts'

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      plainText: PlainTextPlugin<Types>
    }
  }
}

export const plainText = 'plainText'

type Resolver<Types extends SchemaTypes> = GraphQLFieldResolver<unknown, Types['Context'], object>

class PlainTextPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override wrapResolve(resolve: Resolver<Types>, field: PothosOutputFieldConfig<Types>): Resolver<Types> {
    return withPlainArguments(resolve, field)
  }

  override wrapSubscribe(subscribe: Resolver<Types>, field: PothosOutputFieldConfig<Types>): Resolver<Types> {
    return withPlainArguments(subscribe, field)
  }
}

SchemaBuilder.registerPlugin(plainText, PlainTextPlugin)

function withPlainArguments<Types extends SchemaTypes>(
  resolve: Resolver<Types>,
  { args }: PothosOutputFieldConfig<Types>,
): Resolver<Types> {
  if (Object.keys(args).length === 0) return resolve
  return (parent, values, context, info) => {
    for (const [name, value] of Object.entries(values)) requirePlainText(value, name === 'input' ? '' : name)
    return resolve(parent, values, context, info)
  }
}

/** Throws VALIDATION_FAILED with the path of the bad text. */
function requirePlainText(value: unknown, path: string): void {
  if (typeof value === 'string') validText(value, path)
  else if (Array.isArray(value)) value.forEach((entry, index) => requirePlainText(entry, `${path}[${index}]`))
  else if (typeof value === 'object' && value !== null) {
    for (const [name, entry] of Object.entries(value)) requirePlainText(entry, path === '' ? name : `${path}.${name}`)
  }
}
