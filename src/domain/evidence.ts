/**
 * What speaks for two units touching the same code, and the verdict on it. What the chunks declare is compared here; what
 * their branches really do, git says. Not knowing is not a conflict.
 */
import { narrowerPath, pathsOverlap } from './code-path.ts'
import type { CodeReference, ConflictEvidence, ConflictVerdict } from './conflict.ts'

/** What a chunk's document says that it is going to touch. */
export interface Declaration {
  readonly codePaths: readonly string[]
  readonly codeReferences: readonly CodeReference[]
}

/** A document that names more than this names everything: what is beyond does not count, so that a comparison stays cheap. */
const MAX_PLACES = 500

interface Place {
  readonly path: string
  readonly symbol: string | null
}

/** The places that both name. The order of the two makes no difference. */
export function declaredEvidence(a: Declaration, b: Declaration): ConflictEvidence[] {
  const placesA = placesOf(a)
  const placesB = placesOf(b)
  const found = new Map<string, ConflictEvidence>()
  for (const left of placesA) {
    for (const right of placesB) {
      if (left.path !== right.path && !pathsOverlap(left.path, right.path)) continue
      const path = narrowerPath(left.path, right.path)
      const evidence = left.symbol !== null && right.symbol !== null ? symbolEvidence(path, left.symbol, right.symbol) : pathEvidence(path)
      // Where both say which symbols of a file they touch, that is more than the file, whatever else they name.
      if (evidence === null || (evidence.symbol === null && namesSymbols(placesA, path) && namesSymbols(placesB, path))) continue
      found.set(JSON.stringify([evidence.path, evidence.symbol]), evidence)
    }
  }
  return [...found.values()].toSorted((x, y) => compare(x.path, y.path) || compare(x.symbol ?? '', y.symbol ?? ''))
}

/** The files in which a merge of the two branches conflicts, as evidence. */
export function actualEvidence(files: readonly string[]): ConflictEvidence[] {
  return files.map((path) => ({ stage: 'ACTUAL', path, symbol: null, detail: `Merging the two branches conflicts in ${path}.` }))
}

/** The same symbol and a textual conflict are certain; the same file alone is for an operator to judge. */
export function verdictOn(evidence: readonly ConflictEvidence[]): ConflictVerdict {
  if (evidence.some(({ stage, symbol }) => stage === 'ACTUAL' || symbol !== null)) return 'SERIALIZE'
  return evidence.length > 0 ? 'ASK_OPERATOR' : 'INDEPENDENT'
}

function placesOf({ codePaths, codeReferences }: Declaration): Place[] {
  const places = [...codeReferences.map(({ ref }) => placeOf(ref)), ...codePaths.map((path) => ({ path, symbol: null }))]
  return places.filter(({ path }) => path.trim() !== '').slice(0, MAX_PLACES)
}

/** `src/a.ts#Thing::member`. A reference without a symbol is a path. */
function placeOf(ref: string): Place {
  const mark = ref.indexOf('#')
  const symbol = mark === -1 ? '' : ref.slice(mark + 1).trim()
  return { path: mark === -1 ? ref : ref.slice(0, mark), symbol: symbol === '' ? null : symbol }
}

/** Null for two symbols of which neither contains the other. */
function symbolEvidence(path: string, a: string, b: string): ConflictEvidence | null {
  const [outer, inner] = a.length <= b.length ? [a, b] : [b, a]
  if (inner !== outer && !inner.startsWith(`${outer}::`)) return null
  const detail = inner === outer ? `Both name ${inner} in ${path}.` : `One names ${outer} in ${path}, the other ${inner} within it.`
  return { stage: 'DECLARED', path, symbol: inner, detail }
}

function pathEvidence(path: string): ConflictEvidence {
  return { stage: 'DECLARED', path, symbol: null, detail: `Both name ${path}.` }
}

function namesSymbols(places: readonly Place[], path: string): boolean {
  return places.some((place) => place.path === path && place.symbol !== null)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
