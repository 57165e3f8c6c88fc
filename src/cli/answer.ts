/** signalbox answer: decides what waits for a person. */
import type { Command } from 'commander'
import { readProjectKey, UsageError } from '../config.ts'
import { AttentionQueue } from './attention-operations.ts'
import { sayDecided } from './decided.ts'
import { RefusedError } from './errors.ts'
import { withExamples, withProject } from './options.ts'
import { type Cli, openSession, type ProjectOptions, type Session } from './session.ts'
import { AnswerAttention } from './verb-operations.ts'

interface AnswerOptions extends ProjectOptions {
  readonly option?: string
}

export function addAnswer(program: Command, cli: Cli): void {
  const command = withProject(program.command('answer'))
    .description('answer a question, once; the agent goes on with the answer')
    .argument('<chunk-or-item>', 'the chunk that waits, or the item as signalbox attention shows it')
    .argument('[answer]')
    .option('--option <option>', 'one of the options that the item offers')
    .action(async (name: string, answer: string | undefined, options: AnswerOptions) => {
      if (answer === undefined && options.option === undefined) throw new UsageError('give an answer, or choose one with --option.')
      const session = openSession(cli, options)
      const item = await findItem(session, name, readProjectKey(options.project, cli.environment))
      const { answerAttention } = await session.request(AnswerAttention, { input: { item, answer, option: options.option } })
      sayDecided(cli, options, [answerAttention.workUnit])
    })
  withExamples(command, 'signalbox answer add-login "With a password."', 'signalbox answer add-login --option PostgreSQL')
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
