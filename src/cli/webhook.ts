/** signalbox webhook add, list, remove. */
import type { Command } from 'commander'
import { WEBHOOK_EVENTS, type WebhookEvent } from '../domain/webhook.ts'
import { listOf, withExamples, withProject, withServer } from './options.ts'
import { inOneLine, writeJson, writeLine, writeTable } from './print.ts'
import { chooseProject, type Cli, openSession, type ProjectOptions, type ServerOptions } from './session.ts'
import { CreateWebhook, DeleteWebhook, ListWebhooks, type WebhookRow } from './webhook-operations.ts'

interface AddOptions extends ProjectOptions {
  readonly event?: readonly WebhookEvent[]
}

export function addWebhookCommands(program: Command, cli: Cli): void {
  const webhook = program.command('webhook').description('addresses that are told, signed, of what happens in a project')

  const add = withProject(webhook.command('add'))
    .description('have a POST sent to an address whenever something happens; prints the secret of its signature, once')
    .argument('<url>', "where to; its host must be one that 'signalbox serve --allow-webhook' names")
    .option('--event <list>', `what it is told of: ${WEBHOOK_EVENTS.map(typed).join(', ')} (default: all)`, listOf(WEBHOOK_EVENTS))
    .action(async (url: string, options: AddOptions) => {
      const session = openSession(cli, options)
      const input = { project: await chooseProject(cli, session, options), url, events: options.event ?? WEBHOOK_EVENTS }
      const { webhook: made, secret } = (await session.request(CreateWebhook, { input })).createWebhook
      if (options.json) return writeJson(cli.out, { ...made, secret })
      writeLine(cli.out, inOneLine(`webhook ${made.id}: added; ${made.url} is told of ${made.events.map(typed).join(', ')}`))
      writeLine(cli.out, `secret, which is not shown again: ${secret}`)
    })
  withExamples(
    add,
    'signalbox webhook add https://hooks.example.com/signalbox --project shop',
    'signalbox webhook add http://127.0.0.1:9000/ --event attention-opened,run-failed --json',
  )

  const list = withProject(webhook.command('list'))
    .description('the webhooks of a project, how far each has delivered, and what went wrong last')
    .action(async (options: ProjectOptions) => {
      const session = openSession(cli, options)
      const { webhooks } = await session.request(ListWebhooks, { project: await chooseProject(cli, session, options) })
      if (options.json) writeJson(cli.out, webhooks)
      else writeTable(cli.out, ['ID', 'EVENTS', 'DELIVERED', 'STATE', 'URL'], webhooks.map(rowOf))
    })
  withExamples(list, 'signalbox webhook list', 'signalbox webhook list --project shop --json')

  const remove = withServer(webhook.command('remove'))
    .description('send nothing more to it')
    .argument('<id>', "its id, as 'signalbox webhook list' shows it")
    .action(async (id: string, options: ServerOptions) => {
      const { deleteWebhook } = await openSession(cli, options).request(DeleteWebhook, { input: { id } })
      if (options.json) writeJson(cli.out, deleteWebhook)
      else writeLine(cli.out, `webhook ${deleteWebhook.webhookId}: removed`)
    })
  withExamples(remove, 'signalbox webhook remove V2ViaG9vazo0Mg')
}

/** As people type it. */
function typed(event: WebhookEvent): string {
  return event.toLowerCase().replaceAll('_', '-')
}

function rowOf({ id, events, sequence, failures, lastFailure, nextAttemptAt, url }: WebhookRow): string[] {
  const failing = failures > 0 ? `failed ${failures} ×, next at ${nextAttemptAt}: ${lastFailure}` : 'fine'
  return [id, events.map(typed).join(','), String(sequence), failing, url]
}
