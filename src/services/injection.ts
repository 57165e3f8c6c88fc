/** Injects new work units: all of them in one transaction, or none. */
import { type ChunkRequest, inject } from '../domain/injection.ts'
import { SignalboxError } from '../domain/errors.ts'
import type { Phase } from '../domain/phase.ts'
import { MAX_INJECTION, validChunk, validGoal, validPriority, validSentence } from '../domain/validate.ts'
import { parseChunkDocument, titleOfChunk } from '../documents/chunk-document.ts'
import type { Committed } from '../store/commit.ts'
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
  const count = input.workUnits.length
  if (count === 0 || count > MAX_INJECTION) {
    throw new SignalboxError(
      'VALIDATION_FAILED',
      `workUnits must have 1 to ${MAX_INJECTION} chunks; found ${count}. Inject them in several calls.`,
      'workUnits',
    )
  }
  const requests = input.workUnits.map((chunk, index) => readChunk(chunk, `workUnits[${index}]`))
  const named = requests.flatMap(({ chunk, dependsOn }) => [chunk, ...dependsOn])

  return services.store.commit(
    { project: input.project, actor: caller.name, receipt: receiptFor(caller, 'injectWorkUnits', input) },
    async (reader) => {
      const existing = await reader.where({ chunks: named })
      const units = inject(reader.project, requests, existing, services.newId, reader.at)
      return { writes: units.map((unit) => ({ unit, reason: 'injected' })), result: null }
    },
  )
}

function readChunk(input: ChunkInput, field: string): ChunkRequest {
  validChunk(input.chunk, `${field}.chunk`)
  const goal = input.goal ?? null
  if (goal !== null) validGoal(goal, `${field}.goal`)
  const document = parseChunkDocument(goal ?? '', `${field}.goal`)
  if (document.finished) {
    throw new SignalboxError(
      'VALIDATION_FAILED',
      `'${input.chunk}' is finished: its document says status ${document.status}. Only FUTURE and IMPLEMENTING can be injected.`,
      `${field}.goal`,
    )
  }
  const dependsOn = input.dependsOn ?? document.dependsOn ?? []
  for (const [index, dependency] of dependsOn.entries()) validChunk(dependency, `${field}.dependsOn[${index}]`)
  const title = input.title ?? document.title ?? titleOfChunk(input.chunk)
  return {
    chunk: input.chunk,
    title: validSentence(title, `${field}.title`),
    goal: document.body.trim() === '' ? null : document.body,
    phase: input.phase ?? null,
    priority: validPriority(input.priority ?? document.priority ?? 0, `${field}.priority`),
    held: input.held ?? false,
    dependsOn,
    codePaths: document.codePaths,
    codeReferences: document.codeReferences,
  }
}
