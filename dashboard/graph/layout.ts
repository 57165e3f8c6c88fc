/**
 * Where each unit stands and how the lines between them run: what is waited for is left of what waits. Units that hang together are laid
 * out by themselves and then packed, largest first; those that nothing joins stand in a grid below.
 */
import { graphlib, layout } from '@dagrejs/dagre'
import { edgeKey, NODE } from './geometry.ts'
import type { Layout, Point, Shape } from './geometry.ts'

const GAP = { across: 64, down: 16 }
/** Between those that do not hang together. */
const BETWEEN = 48
/** The better ranker takes too long for more edges than this. */
const FINE_EDGES = 150

interface Block {
  readonly width: number
  readonly height: number
  readonly places: ReadonlyMap<string, Point>
  readonly bends: ReadonlyMap<string, readonly Point[]>
}

export function layOut(shape: Shape): Layout {
  const parts = partsOf(shape).toSorted((a, b) => b.nodes.length - a.nodes.length)
  const blocks = parts.filter(({ nodes }) => nodes.length > 1).map(drawn)
  const single = parts.filter(({ nodes }) => nodes.length === 1).flatMap(({ nodes }) => nodes)
  const area = [...blocks, ...single.map(() => NODE)].reduce((sum, { width, height }) => sum + (width + BETWEEN) * (height + BETWEEN), 0)
  const width = Math.max(Math.sqrt(area * 1.8), ...blocks.map((block) => block.width), 3 * NODE.width)
  return packed([...blocks, ...(single.length > 0 ? [grid(single, width)] : [])], width)
}

function partsOf({ nodes, edges }: Shape): Shape[] {
  const near = new Map<string, string[]>(nodes.map((id) => [id, []]))
  for (const [from, to] of edges) {
    near.get(from)?.push(to)
    near.get(to)?.push(from)
  }
  const partOf = new Map<string, number>()
  let count = 0
  for (const start of nodes) {
    if (partOf.has(start)) continue
    const found = new Set([start])
    for (const id of found) for (const next of near.get(id) ?? []) found.add(next)
    for (const id of found) partOf.set(id, count)
    count += 1
  }
  const parts = Array.from({ length: count }, () => ({ nodes: [] as string[], edges: [] as (readonly [string, string])[] }))
  for (const id of nodes) parts[partOf.get(id) ?? 0]?.nodes.push(id)
  for (const edge of edges) parts[partOf.get(edge[0]) ?? 0]?.edges.push(edge)
  return parts
}

function drawn({ nodes, edges }: Shape): Block {
  const graph = new graphlib.Graph()
  const ranker = edges.length > FINE_EDGES ? 'tight-tree' : 'network-simplex'
  graph.setGraph({ rankdir: 'LR', ranksep: GAP.across, nodesep: GAP.down, edgesep: 10, ranker })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const id of nodes) graph.setNode(id, { ...NODE })
  for (const [from, to] of edges) graph.setEdge(from, to)
  layout(graph)
  const places = new Map(
    nodes.map((id) => {
      const { x = 0, y = 0 } = graph.node(id)
      return [id, { x: x - NODE.width / 2, y: y - NODE.height / 2 }]
    }),
  )
  // Its first and last point lie on the edge's ends, wherever they are cut: here they are in the middle of the sides.
  const bends = new Map(edges.map(([from, to]) => [edgeKey(from, to), graph.edge(from, to).points?.slice(1, -1) ?? []]))
  const { width = 0, height = 0 } = graph.graph()
  return { width, height, places, bends }
}

function grid(ids: readonly string[], width: number): Block {
  const step = { x: NODE.width + GAP.across / 2, y: NODE.height + 3 * GAP.down }
  const columns = Math.max(1, Math.floor((width + GAP.across / 2) / step.x))
  const places = new Map(ids.map((id, index) => [id, { x: (index % columns) * step.x, y: Math.floor(index / columns) * step.y }]))
  return { width, height: Math.ceil(ids.length / columns) * step.y, places, bends: new Map() }
}

/** Rows of blocks, as a text has words. */
function packed(blocks: readonly Block[], width: number): Layout {
  const places = new Map<string, Point>()
  const bends = new Map<string, readonly Point[]>()
  let corner = { x: 0, y: 0 }
  let rowHeight = 0
  for (const block of blocks) {
    if (corner.x > 0 && corner.x + block.width > width) {
      corner = { x: 0, y: corner.y + rowHeight + BETWEEN }
      rowHeight = 0
    }
    const { x, y } = corner
    for (const [id, place] of block.places) places.set(id, { x: place.x + x, y: place.y + y })
    for (const [key, points] of block.bends)
      bends.set(
        key,
        points.map((point) => ({ x: point.x + x, y: point.y + y })),
      )
    corner = { x: x + block.width + BETWEEN, y }
    rowHeight = Math.max(rowHeight, block.height)
  }
  return { places, bends }
}
