/** The colours of a terminal as those of the page: its sixteen are tokens of ui/base.css; any other is made legible on the page's ground. */
import Anser from 'anser'

export interface Span {
  readonly text: string
  readonly colour: Colour | null
  readonly ground: Colour | null
  /** Written in the colour of the ground, on a ground of this colour: `ground` is that, and is there. */
  readonly isInverse: boolean
  readonly decorations: readonly string[]
}

/** A token's name, or three numbers for rgb(). */
export type Colour = { readonly token: string } | { readonly rgb: string }

/** `colours` are the codes of what is on where the text begins. */
export function spansOf(colours: string, text: string): Span[] {
  const entries = Anser.ansiToJson(colours + text, { json: true, remove_empty: true, use_classes: true })
  return entries.map((entry) => ({
    text: entry.content,
    colour: colourOf(entry.fg, entry.fg_truecolor),
    ground: colourOf(entry.bg, entry.bg_truecolor),
    isInverse: 'isInverted' in entry && entry.isInverted === true,
    decorations: entry.decorations,
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
