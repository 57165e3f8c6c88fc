/** Makes text of the bytes that an agent writes: whole lines, safe to store, never more than a bound at once. */

/** The longest piece, in characters (UTF-16 units). A longer line is cut. */
export const LONGEST_PIECE = 65_536

export interface OutputText {
  /** Takes the next bytes; returns the pieces that are complete with them. */
  push(bytes: Uint8Array): string[]
  /** Returns what is left when no more bytes come: the last line, where it has no end. */
  end(): string[]
}

/**
 * Decodes UTF-8 over the borders of chunks. What is no UTF-8, and NUL, which PostgreSQL refuses in a text, becomes U+FFFD; everything else,
 * colours included, stays as it is. Holds back at most one unfinished line of `longest` characters.
 */
export function createOutputText(longest = LONGEST_PIECE): OutputText {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let unfinished = ''

  function take(text: string): string[] {
    const pieces: string[] = []
    let rest = unfinished + text.replaceAll('\0', '\uFFFD')
    while (rest.length > 0) {
      const end = endOfPiece(rest, longest)
      if (end === 0) break
      pieces.push(rest.slice(0, end))
      rest = rest.slice(end)
    }
    unfinished = rest
    return pieces
  }

  return {
    push: (bytes) => take(decoder.decode(bytes, { stream: true })),
    end() {
      const pieces = take(decoder.decode())
      if (unfinished) pieces.push(unfinished)
      unfinished = ''
      return pieces
    },
  }
}

/** Where the first piece of `text` ends: after the last line end within the bound, else at the bound; 0 where more has to come. */
function endOfPiece(text: string, longest: number): number {
  const lineEnd = text.lastIndexOf('\n', longest - 1) + 1
  if (lineEnd > 0) return lineEnd
  if (text.length < longest) return 0
  return isHighSurrogate(text.charCodeAt(longest - 1)) ? longest - 1 : longest
}

/** The first half of a character that takes two units: a cut behind it would destroy the character. */
function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
