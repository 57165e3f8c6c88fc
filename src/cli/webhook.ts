/** signalbox webhook add, list, remove. */
import type { Command } from 'commander'
import { WEBHOOK_EVENTS, type WebhookEvent } from '../domain/webhook.ts'
import { choices, withExamples, withMutation, withProject, withServer } from './options.ts'
import { inOneLine, writeJson, writeLine, writeTable } from './print.ts'
import { chooseProject, type Cli, type MutationOptions, openSession, type ProjectOptions, type ServerOptions } from './session.ts'
import { CreateWebhook, DeleteWebhook, ListWebhooks, type WebhookRow } from './webhook-operations.ts'

interface AddOptions extends ProjectOptions, MutationOptions {
  readonly event?: readonly WebhookEvent[]
}

export function addWebhookCommands(program: Command, cli: Cli): void {
  const webhook = program.command('webhook').description('addresses that are told, signed, of what happens in a project')

  const add = withMutation(withProject(webhook.command('add')))
    .summary('have an address told of what happens')
    .description(
      "Has a POST sent to an address for each change that concerns it, from now on, in order, each at least once: what the address does not take is sent again until it does, also after a restart. Its host must be one that 'signalbox serve --allow-webhook' names. Prints the secret that the messages are signed with by the Standard Webhooks specification, which is not shown again.",
    )
    .argument('<url>', 'an http or https address')
    .addOption(choices('--event <list>', 'what it is told of, as a,b (default: all)', WEBHOOK_EVENTS))
    .action(async (url: string, options: AddOptions) => {
      const session = openSession(cli, options)
      const input = { project: await chooseProject(cli, session, options), url, events: options.event ?? WEBHOOK_EVENTS }
      const { webhook: made, secret } = (await session.mutate(CreateWebhook, input)).createWebhook
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
    .summary('list the webhooks of a project')
    .description(
      'Lists the webhooks of a project: what each is told of, up to which sequence of the change log it has been, and whether attempts fail.',
    )
    .action(async (options: ProjectOptions) => {
      const session = openSession(cli, options)
      const { webhooks } = await session.request(ListWebhooks, { project: await chooseProject(cli, session, options) })
      if (options.json) writeJson(cli.out, webhooks)
      else writeTable(cli.out, ['ID', 'EVENTS', 'DELIVERED', 'STATE', 'URL'], webhooks.map(rowOf))
    })
  withExamples(list, 'signalbox webhook list', 'signalbox webhook list --project shop --json')

  const remove = withMutation(withServer(webhook.command('remove')))
    .summary('send nothing more to an address')
    .description('Deletes a webhook: nothing more is sent to it, not even what it has not got yet.')
    .argument('<id>', "its id, as 'signalbox webhook list' shows it")
    .action(async (id: string, options: ServerOptions & MutationOptions) => {
      const { deleteWebhook } = await openSession(cli, options).mutate(DeleteWebhook, { id })
      if (options.json) writeJson(cli.out, deleteWebhook)
      else writeLine(cli.out, `webhook ${deleteWebhook.webhookId}: removed`)
    })
  withExamples(remove, 'signalbox webhook remove V2ViaG9vazo0Mg')
}

/** As people type it. */
function typed(event: WebhookEvent): string {
  return event.toLowerCase().replaceAll('_', '-')
}

function rowOf(webhook: WebhookRow): string[] {
  return [webhook.id, webhook.events.map(typed).join(','), String(webhook.sequence), stateOf(webhook), webhook.url]
}

/** What went wrong last stands there also when all is well again: it may be that changes were missed. */
function stateOf({ failures, lastFailure, lastFailureAt, nextAttemptAt }: WebhookRow): string {
  if (failures > 0) return `failed ${failures} ×, next at ${nextAttemptAt}: ${lastFailure}`
  return lastFailure === null ? 'fine' : `fine; at ${lastFailureAt}: ${lastFailure}`
}
