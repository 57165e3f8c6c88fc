/** Text of a program without the codes that colour and move in a terminal, and without the line's end. */

// oxfmt and people alike read \u001b better than the character itself.
const ESCAPES = new RegExp('\\u001b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)|[@-Z\\\\-_])', 'g')

export function withoutEscapes(text: string): string {
  return text.replace(ESCAPES, '').replace(/\r?\n$/, '')
}
