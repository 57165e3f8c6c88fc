/** Text of a program without the codes that colour and move in a terminal, and without the line's end. */

const ESC = String.fromCharCode(0x1b)
const BEL = String.fromCharCode(0x07)
/** In ECMA-48's words: control sequences, operating system commands, and the escapes of one character. */
const ESCAPES = new RegExp(`${ESC}(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)|[@-Z\\\\^_])`, 'g')

export function withoutEscapes(text: string): string {
  return text.replace(ESCAPES, '').replace(/\r?\n$/, '')
}
