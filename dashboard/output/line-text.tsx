/** The text of one line of output with its colours, and with what was found in it marked. */
import { memo } from 'react'
import type { CSSProperties, ReactNode } from 'react'
import type { Colour, Span } from './colours.ts'
import { spansOf } from './colours.ts'
import { placesOf } from './finder.ts'
import type { TextLine } from './terminal-text.ts'

interface LineTextProps {
  readonly line: TextLine
  /** What is searched, in small letters; empty for nothing. */
  readonly wanted?: string
  /** The place of the match that one is at. */
  readonly current?: number | null
}

export const LineText = memo(function LineText({ line, wanted = '', current = null }: LineTextProps) {
  const places = placesOf(line.plain, wanted)
  let from = 0
  return spansOf(line.colours, line.text).map((span) => {
    const start = from
    from += span.text.length
    return (
      <span key={start} className={span.decorations.map((each) => `ansi-${each}`).join(' ') || undefined} style={styleOf(span)}>
        {marked(span.text, start, places, wanted.length, current)}
      </span>
    )
  })
})

/** What is found may begin in one span and end in the next: each marks its part. */
function marked(text: string, start: number, places: readonly number[], length: number, current: number | null): ReactNode {
  const parts: ReactNode[] = []
  let done = 0
  for (const place of places) {
    const begin = Math.max(place - start, done)
    const end = Math.min(place + length - start, text.length)
    if (end <= begin) continue
    parts.push(
      text.slice(done, begin),
      <mark key={place} data-current={place === current || undefined}>
        {text.slice(begin, end)}
      </mark>,
    )
    done = end
  }
  return parts.length === 0 ? text : [...parts, text.slice(done)]
}

function styleOf({ colour, ground, isInverse }: Span): CSSProperties | undefined {
  if (isInverse && ground) return { color: 'var(--output)', background: valueOf(ground) }
  if (!colour && !ground) return undefined
  return {
    ...(colour ? { color: valueOf(colour) } : {}),
    // A tint, so that a text of any colour can be read on it.
    ...(ground ? { background: `color-mix(in oklab, ${valueOf(ground)} 24%, transparent)` } : {}),
  }
}

/** Any colour but the sixteen is made dark enough on a light ground, and light enough on a dark one; its hue stays. */
function valueOf(colour: Colour): string {
  if ('token' in colour) return `var(--${colour.token})`
  return `light-dark(oklch(from rgb(${colour.rgb}) min(l, 0.5) c h), oklch(from rgb(${colour.rgb}) max(l, 0.75) c h))`
}
