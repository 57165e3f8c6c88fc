/** Reads what git prints with `-z`. */

/** The NUL-terminated items of an output. */
export function splitNul(output: string): string[] {
  const items = output.split('\0')
  items.pop()
  return items
}

/** An output that is one line, without the line's end. */
export function oneLine(output: string): string {
  return output.replace(/\n$/, '')
}
