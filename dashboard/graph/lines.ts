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

const bottomOf = ({ x, y }: Point): Point => ({ x: x + NODE.width / 2, y: y + NODE.height })

export function arrowHead({ x, y }: Point): string {
  return `M ${x - 7} ${y - 4.5} L ${x - 1} ${y} L ${x - 7} ${y + 4.5}`
}

/** How far a bow goes out, and where its middle is: three quarters of the way. */
const OUT = 52
const BOW = OUT * 0.75

/** Between any two units: one below the other by a bow at their side, side by side by one below them, and else from the one to the other. */
export function bowPath(a: Point, b: Point): { path: string; middle: Point } {
  const [upper, lower] = a.y <= b.y ? [a, b] : [b, a]
  const [right, below] = [Math.max(a.x, b.x) + NODE.width, lower.y + NODE.height]
  if (Math.abs(a.x - b.x) < NODE.width) {
    const [start, end] = [rightOf(upper), rightOf(lower)]
    const path = `M ${start.x} ${start.y} C ${right + OUT} ${start.y} ${right + OUT} ${end.y} ${end.x} ${end.y}`
    return { path, middle: { x: right + BOW, y: (start.y + end.y) / 2 } }
  }
  const start = bottomOf(upper)
  if (lower.y - upper.y < NODE.height) {
    const end = bottomOf(lower)
    const path = `M ${start.x} ${start.y} C ${start.x} ${below + OUT} ${end.x} ${below + OUT} ${end.x} ${end.y}`
    return { path, middle: { x: (start.x + end.x) / 2, y: below + BOW } }
  }
  const end = { x: lower.x + NODE.width / 2, y: lower.y }
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 }
  return { path: `M ${start.x} ${start.y} C ${start.x} ${middle.y} ${end.x} ${middle.y} ${end.x} ${end.y}`, middle }
}
