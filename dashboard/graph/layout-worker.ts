/** Lays out beside the page: a layout of hundreds of units takes longer than a frame. */
import { layOut } from './layout.ts'
import type { Shape } from './geometry.ts'

self.addEventListener('message', ({ data }: MessageEvent<Shape>) => self.postMessage(layOut(data), { transfer: [] }))
