/** Injects new work units: all of them in one transaction, or none. */
import { type ChunkRequest, inject } from '../domain/injection.ts'
import { SignalboxError } from '../domain/errors.ts'
import type { Phase } from '../domain/phase.ts'
import { MAX_INJECTION, validChunk, validGoal, validPriority, validSentence } from '../domain/validate.ts'
import { type ChunkDocument, parseChunkDocument, titleOfChunk } from '../documents/chunk-document.ts'
import type { Committed, Decision } from '../store/commit.ts'
import type { Reader } from '../store/reader.ts'
import type { Caller, Services } from './context.ts'
import { receiptFor } from './request.ts'

export interface ChunkInput {
  readonly chunk: string
  readonly title?: string | null | undefined
  /** The text of a GOAL.md, with or without frontmatter. What the other fields say goes before what stands in it. */
  readonly goal?: string | null | undefined
  readonly phase?: Phase | null | undefined
  readonly priority?: number | null | undefined
  readonly dependsOn?: readonly string[] | null | undefined
  readonly held?: boolean | null | undefined
}

export interface InjectWorkUnitsInput {
  readonly project: string
  readonly workUnits: readonly ChunkInput[]
}

export async function injectWorkUnits(services: Services, caller: Caller, input: InjectWorkUnitsInput): Promise<Committed<null>> {
  const decide = decideInjection(services, input)
  return services.store.commit(
    { project: input.project, actor: caller.name, receipt: receiptFor(caller, 'injectWorkUnits', input) },
    decide,
  )
}

/** The decision of an injection, for whoever makes it and for whoever only wants to know. Throws what it refuses: what needs no project at once. */
export function decideInjection(services: Services, input: InjectWorkUnitsInput): (reader: Reader) => Promise<Decision<null>> {
  const count = input.workUnits.length
  if (count === 0 || count > MAX_INJECTION) {
    throw new SignalboxError(
      'VALIDATION_FAILED',
      `workUnits must have 1 to ${MAX_INJECTION} chunks; found ${count}. Inject them in several calls.`,
      'workUnits',
    )
  }
  const requests = input.workUnits.map((chunk, index) => readChunk(chunk, (part) => `workUnits[${index}].${part}`))
  const named = requests.flatMap(({ chunk, dependsOn }) => [chunk, ...dependsOn])
  return async (reader) => {
    const existing = await reader.where({ chunks: named })
    const units = inject(reader.project, requests, existing, services.newId, reader.at)
    return { writes: units.map((unit) => ({ unit, reason: 'injected' })), result: null }
  }
}

/** How the parts of a chunk are called where one of them is refused. */
export type NameOf = (part: 'chunk' | 'goal' | 'title' | 'priority' | 'dependsOn') => string

function readChunk(input: ChunkInput, nameOf: NameOf): ChunkRequest {
  // Before its goal is read, which costs more.
  validChunk(input.chunk, nameOf('chunk'))
  return chunkRequest(input, readGoal(input.goal ?? null, nameOf), nameOf)
}

/** What the text of a GOAL.md says, if it is one that can be read. */
export function readGoal(goal: string | null, nameOf: NameOf): ChunkDocument {
  if (goal !== null) validGoal(goal, nameOf('goal'))
  return parseChunkDocument(goal ?? '', nameOf('goal'))
}

/** What is asked for a chunk with that document. Throws VALIDATION_FAILED for what cannot be injected. */
export function chunkRequest(input: ChunkInput, document: ChunkDocument, nameOf: NameOf): ChunkRequest {
  validChunk(input.chunk, nameOf('chunk'))
  if (document.finished) {
    throw new SignalboxError(
      'VALIDATION_FAILED',
      `'${input.chunk}' is finished: its document says status ${document.status}. Only FUTURE and IMPLEMENTING can be injected.`,
      nameOf('goal'),
    )
  }
  const dependsOn = input.dependsOn ?? document.dependsOn ?? []
  for (const [index, dependency] of dependsOn.entries()) validChunk(dependency, `${nameOf('dependsOn')}[${index}]`)
  const title = input.title ?? document.title ?? titleOfChunk(input.chunk)
  return {
    chunk: input.chunk,
    title: validSentence(title, nameOf('title')),
    goal: document.body.trim() === '' ? null : document.body,
    phase: input.phase ?? null,
    priority: validPriority(input.priority ?? document.priority ?? 0, nameOf('priority')),
    held: input.held ?? false,
    dependsOn,
    codePaths: document.codePaths,
    codeReferences: document.codeReferences,
  }
}
