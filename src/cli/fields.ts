/** Single fields of what a command prints with --json, for scripts that have no parser of JSON. */
import type { Writable } from 'node:stream'
import type { Command } from 'commander'
import { UsageError } from '../config.ts'
import { names } from './options.ts'
import { inOneLine, writeLine } from './print.ts'

export function withFields(command: Command): Command {
  return command.option(
    '--fields <list>',
    'print only these fields of --json, as a,b.c: a line for each, with tabs between; a list has commas between',
    names,
  )
}

/** Throws a UsageError for a field that a row does not have. */
export function writeFields(out: Writable, rows: readonly object[], fields: readonly string[]): void {
  const lines = rows.map((row) => fields.map((field) => pick(row, field.split('.'))).join('\t'))
  for (const line of lines) writeLine(out, line)
}

function pick(value: unknown, [key, ...rest]: readonly string[]): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map((item) => pick(item, key === undefined ? [] : [key, ...rest])).join(',')
  if (key === undefined) return inOneLine(typeof value === 'object' ? JSON.stringify(value) : String(value))
  if (typeof value !== 'object') throw new UsageError(`--fields: there is nothing inside of ${String(value)} to be called '${key}'.`)
  const found = Object.entries(value).find(([name]) => name === key)
  if (!found) throw new UsageError(`--fields: there is no field '${key}'; there are ${Object.keys(value).join(', ')}.`)
  return pick(found[1], rest)
}
