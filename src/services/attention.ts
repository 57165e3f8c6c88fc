/** Questions of agents, and the answers of operators. */
import type { AttentionItem } from '../domain/attention.ts'
import { CONFLICT_RESOLUTIONS, otherUnit } from '../domain/conflict.ts'
import { SignalboxError } from '../domain/errors.ts'
import { apply } from '../domain/transitions.ts'
import { validSentence } from '../domain/validate.ts'
import type { WorkUnit } from '../domain/work-unit.ts'
import type { Committed, Decision } from '../store/commit.ts'
import type { Reader } from '../store/reader.ts'
import { resolve } from './conflict.ts'
import { projectOfReceipt } from '../store/repeated-answer.ts'
import type { Caller, Services } from './context.ts'
import { expectRevision, receiptFor, receiptOfRun } from './request.ts'
import { openRun, projectOfRun } from './run.ts'

export interface AnswerInput {
  /** The item's id. */
  readonly item: string
  readonly answer?: string | null | undefined
  readonly option?: string | null | undefined
  readonly expectedRevision?: number | null | undefined
}

/** Answers an item, once. The answer to a CONFLICT is its resolution. */
export async function answerAttention(services: Services, caller: Caller, input: AnswerInput): Promise<Committed<null>> {
  const receipt = receiptFor(caller, 'answerAttention', input)
  // The item may have been deleted since the first call, with its unit.
  const project = (await projectOfItem(services, input.item)) ?? (receipt ? await projectOfReceipt(services.store.read, receipt) : null)
  if (project === null)
    throw new SignalboxError(
      'NOT_FOUND',
      `There is no attention item '${input.item}'. 'signalbox attention' shows those that are open.`,
      'item',
    )

  return services.store.commit({ project, actor: caller.name, receipt }, async (reader) => {
    const [unit] = await reader.where({ openItem: input.item })
    const item = unit?.attention.find(({ id }) => id === input.item)
    if (!unit || !item) throw await alreadyClosed(reader, input.item)
    expectRevision(unit, input.expectedRevision)
    const text = answerText(item, input)
    return item.kind === 'CONFLICT' ? answerConflict(reader, caller, unit, item, text) : answerWithText(reader, caller, unit, item, text)
  })
}

async function projectOfItem({ store }: Services, id: string): Promise<string | null> {
  const found = await store.read.attentionItem.findUnique({
    where: { id },
    select: { workUnit: { select: { project: { select: { key: true } } } } },
  })
  return found?.workUnit.project.key ?? null
}

function answerWithText(reader: Reader, caller: Caller, unit: WorkUnit, item: AttentionItem, text: string): Decision<null> {
  const answered = apply(unit, { type: 'answer', itemId: item.id, answer: text, by: caller.name }, reader.at)
  return { writes: [{ unit: answered, reason: 'answered' }], result: null }
}

async function answerConflict(reader: Reader, caller: Caller, unit: WorkUnit, item: AttentionItem, text: string): Promise<Decision<null>> {
  const conflict = unit.conflicts.find(({ id }) => id === item.conflictId)
  const other = conflict && (await reader.unit(otherUnit(conflict, unit.id)))
  const resolution = CONFLICT_RESOLUTIONS.find((candidate) => candidate === text)
  if (!conflict || !other) throw new Error(`The conflict of item ${item.id} is gone, and the item is open.`)
  if (!resolution) {
    throw new SignalboxError(
      'VALIDATION_FAILED',
      `The answer to a conflict is one of ${CONFLICT_RESOLUTIONS.join(', ')}; found '${text}'.`,
      'option',
    )
  }
  // The one that was asked about waits for the one that is at work already.
  return { writes: await resolve(reader, caller, [other, unit], resolution, 'option'), result: null }
}

function answerText(item: AttentionItem, { answer, option }: AnswerInput): string {
  if (option !== null && option !== undefined && !item.options.includes(option)) {
    const offered = item.options.length > 0 ? `one of ${item.options.join(', ')}` : 'absent, because this item offers none'
    throw new SignalboxError('VALIDATION_FAILED', `option must be ${offered}; found '${option}'.`, 'option')
  }
  const text = [option, answer].filter((part) => part !== null && part !== undefined && part.trim() !== '').join('\n')
  return validSentence(text, 'answer')
}

async function alreadyClosed(reader: Reader, id: string): Promise<SignalboxError> {
  const item = await reader.closedItem(id)
  if (!item) return new SignalboxError('NOT_FOUND', `The attention item '${id}' was deleted with its work unit.`, 'item')
  const how =
    item.state === 'ANSWERED' ? `${item.answeredBy} answered it at ${item.answeredAt?.toISOString()}: '${item.answer}'` : 'it was withdrawn'
  return new SignalboxError('ALREADY_ANSWERED', `The item is not open any more: ${how}.`, 'item')
}

export interface AskInput {
  readonly question: string
  readonly options?: readonly string[] | null | undefined
}

/** An agent asks the operator, for its own run. Answers with the item's id. */
export async function askOperator(
  services: Services,
  caller: Caller,
  runId: string,
  input: AskInput,
): Promise<Committed<{ itemId: string }>> {
  const prompt = validSentence(input.question, 'question')
  const options = (input.options ?? []).map((option, index) => validSentence(option, `options[${index}]`))
  const project = await projectOfRun(services, runId)
  const itemId = services.newId()

  return services.store.commit(
    { project, actor: caller.name, receipt: receiptOfRun(caller, runId, 'askOperator', input) },
    async (reader) => {
      const { unit, run } = await openRun(reader, runId)
      const item = { id: itemId, kind: 'QUESTION' as const, prompt, options }
      const asked = apply(unit, { type: 'ask', generation: run.generation, item }, reader.at)
      return { writes: [{ unit: asked, reason: 'the agent asks' }], result: { itemId } }
    },
  )
}
