/** signalbox attention: what waits for a person. */
import type { Command } from 'commander'
import { readProjectKey } from '../config.ts'
import { AttentionQueue } from './attention-operations.ts'
import { withFields, writeFields } from './fields.ts'
import { withExamples, withProject } from './options.ts'
import { ageOf, inOneLine, writeJson, writeLine } from './print.ts'
import { type Cli, openSession, type ProjectOptions } from './session.ts'

export function addAttention(program: Command, cli: Cli): void {
  const command = withFields(withProject(program.command('attention')))
    .summary('list what waits for a person')
    .description(
      'Lists what waits for a person: what frees most work is first, then what has waited longest. Of all projects when none is named. Decide with signalbox answer, resolve or retry.',
    )
    .action(async (options: ProjectOptions & { fields?: readonly string[] }) => {
      const project = readProjectKey(options.project, cli.environment)
      const { attentionQueue } = await openSession(cli, options).request(AttentionQueue, { project })
      if (options.fields) return writeFields(cli.out, attentionQueue, options.fields)
      if (options.json) return writeJson(cli.out, attentionQueue)
      if (attentionQueue.length === 0) return writeLine(cli.out, 'Nothing waits for you.')
      const now = new Date()
      for (const { id, kind, prompt, options: choices, openedAt, blockedCount, workUnit } of attentionQueue) {
        writeLine(
          cli.out,
          `${workUnit.project.key}/${workUnit.chunk}: ${kind} for ${ageOf(openedAt, now)}, ${blockedCount} behind it, item ${id}`,
        )
        writeLine(cli.out, `  ${inOneLine(prompt)}`)
        if (choices.length > 0) writeLine(cli.out, `  options: ${inOneLine(choices.join(' | '))}`)
      }
    })
  withExamples(
    command,
    'signalbox attention',
    'signalbox attention --project shop --json',
    'signalbox attention --fields id,workUnit.chunk,prompt,options',
  )
}
