/** Tables for people. */
import type { Summary } from './statistics.ts'

export interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly notes: readonly string[]
}

export function renderTable({ title, head, rows, notes }: Table): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]): string => `  ${row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')}`
  return [title, line(head), ...rows.map(line), ...notes.map((note) => `  ${note}`), ''].join('\n')
}

export function fixed(value: number, digits = 1): string {
  return value.toFixed(digits)
}

export function times(value: number): string {
  return `${value.toFixed(2)} ×`
}

export function spread({ least, most }: Summary, digits = 1): string {
  return `${least.toFixed(digits)} to ${most.toFixed(digits)}`
}
