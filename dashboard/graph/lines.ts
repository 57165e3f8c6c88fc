/** How the lines of the drawing run, as paths of SVG. */
import { NODE } from './geometry.ts'
import type { Point } from './geometry.ts'

export const leftOf = ({ x, y }: Point): Point => ({ x, y: y + NODE.height / 2 })
export const rightOf = ({ x, y }: Point): Point => ({ x: x + NODE.width, y: y + NODE.height / 2 })

/** From one unit's right side to another's left, through the bends, level at each point as a track is. */
export function trackPath(from: Point, bends: readonly Point[], to: Point): string {
  let last = from
  const parts = [...bends, to].map((point) => {
    const middle = (last.x + point.x) / 2
    const curve = `C ${middle} ${last.y} ${middle} ${point.y} ${point.x} ${point.y}`
    last = point
    return curve
  })
  return `M ${from.x} ${from.y} ${parts.join(' ')}`
}

export function arrowHead({ x, y }: Point): string {
  return `M ${x - 7} ${y - 4.5} L ${x - 1} ${y} L ${x - 7} ${y + 4.5}`
}

/** Between any two units by the sides that face each other; one above the other in one column, by a bow beside them. */
export function bowPath(a: Point, b: Point): { path: string; middle: Point } {
  const [start, end, out, back] = endsOf(a, b)
  const path = `M ${start.x} ${start.y} C ${out} ${start.y} ${back} ${end.y} ${end.x} ${end.y}`
  // The middle of the curve: half way of the parameter.
  return { path, middle: { x: (start.x + 3 * out + 3 * back + end.x) / 8, y: (start.y + end.y) / 2 } }
}

function endsOf(a: Point, b: Point): [start: Point, end: Point, out: number, back: number] {
  if (Math.abs(a.x - b.x) < NODE.width) {
    const [start, end] = [rightOf(a), rightOf(b)]
    const beside = Math.max(start.x, end.x) + 44
    return [start, end, beside, beside]
  }
  const [start, end] = a.x < b.x ? [rightOf(a), leftOf(b)] : [leftOf(a), rightOf(b)]
  const middle = (start.x + end.x) / 2
  return [start, end, middle, middle]
}
