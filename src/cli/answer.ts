/** signalbox answer: decides what waits for a person. */
import type { Command } from 'commander'
import { readProjectKey, UsageError } from '../config.ts'
import { AttentionQueue } from './attention-operations.ts'
import { sayDecided } from './decided.ts'
import { RefusedError } from './errors.ts'
import { withExamples, withUnitMutation } from './options.ts'
import { type Cli, openSession, type Session, type UnitOptions } from './session.ts'
import { AnswerAttention } from './verb-operations.ts'

interface AnswerOptions extends UnitOptions {
  readonly option?: string
}

export function addAnswer(program: Command, cli: Cli): void {
  const command = withUnitMutation(program.command('answer'))
    .summary('answer a question, once')
    .description(
      'Answers what a work unit asks, in words, by one of the options that the question offers, or both. The agent goes on with the answer, in the same session where it can. Two answers at once: the first one counts, the second is refused as ALREADY_ANSWERED and told who answered and when. A conflict is answered with --option SERIALIZE or PARALLELIZE, or with signalbox resolve.',
    )
    .argument('<chunk-or-item>', 'the chunk that waits, or the item as signalbox attention shows it')
    .argument('[answer]', 'in words')
    .option('--option <option>', 'one of the options that the question offers')
    .action((name: string, text: string | undefined, options: AnswerOptions) => answer(cli, name, text, options))
  withExamples(
    command,
    'signalbox answer add-login "With a password."',
    'signalbox answer add-login --option PostgreSQL',
    'signalbox answer add-login "Only for now." --option SQLite',
  )
}

async function answer(cli: Cli, name: string, text: string | undefined, options: AnswerOptions): Promise<void> {
  const { option, expectedRevision } = options
  if (text === undefined && option === undefined) throw new UsageError('give an answer, or choose one with --option.')
  const session = openSession(cli, options)
  const item = await findItem(session, name, readProjectKey(options.project, cli.environment))
  const { decided } = await session.mutate(AnswerAttention, { item, answer: text, option, expectedRevision })
  sayDecided(cli, options, [decided.workUnit])
}

/** The only open item of a chunk. An item's id has capital letters, a chunk has none. */
async function findItem(session: Session, name: string, project: string | null): Promise<string> {
  if (/[A-Z]/.test(name)) return name
  const { attentionQueue } = await session.request(AttentionQueue, { project })
  const items = attentionQueue.filter(({ workUnit }) => workUnit.chunk === name)
  const [only, ...others] = items
  if (!only) throw new RefusedError('NOT_FOUND', `nothing about '${name}' waits for an answer. 'signalbox attention' shows what does.`)
  if (others.length === 0) return only.id
  const list = items.map(({ id, kind, workUnit }) => `${id} (${workUnit.project.key}, ${kind})`).join(', ')
  throw new RefusedError(null, `'${name}' waits for several answers: name the item. They are ${list}.`)
}
