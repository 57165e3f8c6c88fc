/** What the layout and the drawing agree on. Apart from the layout itself, whose library only the worker loads. */

export const NODE = { width: 236, height: 58 }

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Shape {
  /** Ids, in the order of dependencies. */
  readonly nodes: readonly string[]
  /** `[from, to]`: the second waits for the first. */
  readonly edges: readonly (readonly [string, string])[]
}

export interface Layout {
  /** The upper left corner of each node, by id. */
  readonly places: ReadonlyMap<string, Point>
  /** The points between the two ends of an edge, by `edgeKey`. */
  readonly bends: ReadonlyMap<string, readonly Point[]>
}

export const edgeKey = (from: string, to: string) => `${from}>${to}`
