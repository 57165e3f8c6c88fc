/** The colours of a terminal as those of the page: its sixteen are tokens of ui/base.css; any other is made legible on the page's ground. */
import Anser from 'anser'

export interface Span {
  readonly text: string
  readonly colour: Colour | null
  readonly ground: Colour | null
  readonly decorations: readonly string[]
}

/** A token's name, or three numbers for rgb(). */
export type Colour = { readonly token: string } | { readonly rgb: string }

/** `colours` are the codes of what is on where the text begins. */
export function spansOf(colours: string, text: string): Span[] {
  const entries = Anser.ansiToJson(colours + text, { json: true, remove_empty: true, use_classes: true })
  return entries.map(({ content, fg, bg, fg_truecolor: exactColour, bg_truecolor: exactGround, decorations }) => ({
    text: content,
    colour: colourOf(fg, exactColour),
    ground: colourOf(bg, exactGround),
    decorations,
  }))
}

function colourOf(name: string | null, exact: string | null): Colour | null {
  if (!name) return null
  if (name === 'ansi-truecolor') return exact ? { rgb: exact } : null
  const [, index] = /^ansi-palette-(\d+)$/.exec(name) ?? []
  return index === undefined ? { token: name } : { rgb: paletteColour(Number(index)) }
}

const LEVELS = [0, 95, 135, 175, 215, 255]

/** Of the 256 colours those behind the first sixteen: a cube of six levels, and then greys. */
function paletteColour(index: number): string {
  if (index >= 232)
    return Array<number>(3)
      .fill(8 + (index - 232) * 10)
      .join(', ')
  const place = index - 16
  return [Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map((level) => LEVELS[level]).join(', ')
}
