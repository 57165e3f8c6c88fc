/**
 * What a program writes for a terminal, as lines for a page. Colours stay in a line's `text` as their codes (see colours.ts); what moves the
 * cursor or names the window is taken out. A colour that goes on over the end of a line is carried along, so that any line can be drawn alone.
 */
import type { OutputLine as Piece } from '../api/run-output.ts'

export interface TextLine {
  /** Unique in its run. */
  readonly key: string
  /** Of the piece that it is in. */
  readonly position: number
  readonly stream: Piece['stream']
  readonly at: string
  /** The colours that are on where it begins, as their codes. */
  readonly colours: string
  /** With the codes of its colours. */
  readonly text: string
  /** Without any code: what is searched and copied. */
  readonly plain: string
}

const ESC = String.fromCharCode(0x1b)
const BEL = String.fromCharCode(0x07)
/** In ECMA-48's words: control sequences, operating system commands, and the escapes of one character. */
const ESCAPES = new RegExp(`${ESC}(?:\\[[0-9;:?]*[ -/]*[@-~]|\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)|[@-Z\\\\^_])`, 'g')
/** One of them: "select graphic rendition". */
const COLOUR = new RegExp(`^${ESC}\\[[0-9;]*m$`)
const RESET = /\[0*m$/
/** The codes of colours that are carried on: whoever never ends one gets the newest. */
const MOST_CARRIED = 400

export function withoutEscapes(text: string): string {
  return text.includes(ESC) ? text.replace(ESCAPES, '') : text
}

/** The lines of a piece, which begin with the colours that were on at the end of the one before it. */
export function linesOf(piece: Piece, colours = ''): TextLine[] {
  let carried = colours
  return piece.text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .map((raw, index) => {
      // What stands before a lone carriage return was written over: a progress bar shows its newest state.
      const text = raw
        .slice(raw.replace(/\r+$/, '').lastIndexOf('\r') + 1)
        .replace(/\r+$/, '')
        .replace(ESCAPES, colourOnly)
      const { position, stream, at } = piece
      const line = { key: `${position}.${index}`, position, stream, at, colours: carried, text, plain: withoutEscapes(text) }
      carried = coloursAfter(carried, raw)
      return line
    })
}

/** The colours that are on behind a text. */
export function coloursAfter(before: string, text: string): string {
  if (!text.includes(ESC)) return before
  let carried = before
  for (const [code] of text.matchAll(ESCAPES)) {
    if (COLOUR.test(code)) carried = RESET.test(code) ? '' : carried + code
  }
  return carried.length > MOST_CARRIED ? carried.slice(carried.indexOf(ESC, carried.length - MOST_CARRIED)) : carried
}

function colourOnly(code: string): string {
  return COLOUR.test(code) ? code : ''
}
