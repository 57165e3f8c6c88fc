/** How a command writes: aligned tables and plain text for people, JSON for programs. */
import type { Writable } from 'node:stream'
import { styleText } from 'node:util'

type Style = Parameters<typeof styleText>[0]

const GAP = '  '

const STATUS_STYLES: Readonly<Record<string, Style>> = {
  RUNNING: 'blue',
  BLOCKED: 'gray',
  NEEDS_ATTENTION: 'yellow',
  DONE: 'green',
}

export function writeLine(stream: Writable, line: string): void {
  stream.write(`${line}\n`)
}

/** `indent` 0 makes one line of it. */
export function writeJson(stream: Writable, value: unknown, indent = 2): void {
  writeLine(stream, JSON.stringify(value, null, indent))
}

/** Rows under their headings, each column as wide as its widest cell. What a cell may not hold in one line is shown as blanks. */
export function writeTable(stream: Writable, headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const cells = rows.map((row) => row.map(inOneLine))
  const widths = headings.map((heading, column) => Math.max(heading.length, ...cells.map((row) => row[column]?.length ?? 0)))
  const align = (row: readonly string[]): string[] =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
  writeLine(stream, style(stream, 'bold', align(headings).join(GAP)))
  for (const row of cells) {
    writeLine(
      stream,
      align(row)
        .map((cell) => styleStatus(stream, cell))
        .join(GAP)
        .trimEnd(),
    )
  }
}

/** Colours a status, where the stream shows colours. */
export function styleStatus(stream: Writable, cell: string): string {
  const known = STATUS_STYLES[cell.trim()]
  return known === undefined ? cell : style(stream, known, cell)
}

/** Text of others without what steers a terminal; lines stay lines. */
export function printable(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, '\u{FFFD}')
}

export function inOneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ')).trim()
}

/** How long ago `time` was, as people say it: 5s, 3m, 2h, 4d. */
export function ageOf(time: string, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(time)) / 1000))
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}h`
  return `${Math.floor(seconds / 86_400)}d`
}

/** styleText heeds NO_COLOR and FORCE_COLOR, and whether the stream is a terminal. */
export function style(stream: Writable, format: Style, text: string): string {
  return styleText(format, text, { stream })
}
