/** signalbox token create, list, revoke: who else may come in, and as what. */
import type { Command } from 'commander'
import { ROLES, type Role } from '../domain/viewer.ts'
import { readExpiry } from './expiry.ts'
import { choice, withExamples, withMutation, withServer } from './options.ts'
import { writeJson, writeLine, writeTable } from './print.ts'
import { type Cli, type MutationOptions, openSession, type ServerOptions } from './session.ts'
import { CreateToken, ListTokens, RevokeToken, type TokenRow } from './token-operations.ts'

interface CreateOptions extends ServerOptions, MutationOptions {
  readonly role: Role
  readonly expires?: string
}

export function addTokenCommands(program: Command, cli: Cli): void {
  const token = program.command('token').description('who else may come in, and as what; for owners')
  addCreate(token, cli)
  addList(token, cli)
  addRevoke(token, cli)
}

function addCreate(token: Command, cli: Cli): void {
  const command = withMutation(withServer(token.command('create')))
    .summary('make a token for a person or a program')
    .description(
      'Makes a token, and prints it alone on standard output: the server keeps only a hash of it, so it is shown this once. A viewer reads and subscribes; an operator injects, decides and deletes; an owner configures projects, agents and tokens as well.',
    )
    .argument('<name>', 'whose it is, as the history of a unit will say')
    .addOption(choice('--role <role>', 'what it is good for', ROLES).makeOptionMandatory())
    .option('--expires <when>', 'as 90m, 12h or 30d from now, or a time in ISO 8601 (default: when it is revoked)', (text) =>
      readExpiry(text, new Date()),
    )
    .action(async (name: string, options: CreateOptions) => {
      const { role, expires } = options
      const { createToken } = await openSession(cli, options).mutate(CreateToken, { name, role, expiresAt: expires })
      if (options.json) return writeJson(cli.out, createToken)
      writeLine(cli.out, createToken.token)
      const { expiresAt } = createToken
      const until = expiresAt === null ? 'until it is revoked' : `until ${expiresAt}`
      writeLine(cli.err, `signalbox: the token of ${name}, ${role}, ${until}. It is shown this once: keep it safe.`)
    })
  withExamples(
    command,
    'signalbox token create alice --role operator --expires 30d',
    'SIGNALBOX_TOKEN=$(signalbox token create ci --role operator --expires 12h)',
  )
}

function addList(token: Command, cli: Cli): void {
  const command = withServer(token.command('list'))
    .summary('list the tokens')
    .description(
      'Lists the tokens by name, those that have expired or were revoked too. The tokens themselves are not shown: nobody has them but those they were given to.',
    )
    .action(async (options: ServerOptions) => {
      const { tokens } = await openSession(cli, options).request(ListTokens, {})
      if (options.json) return writeJson(cli.out, tokens)
      const now = new Date()
      writeTable(
        cli.out,
        ['NAME', 'ROLE', 'CREATED', 'BY', 'GOOD'],
        tokens.map((row) => [row.name, row.role, row.createdAt, row.createdBy ?? 'the server', goodness(row, now)]),
      )
    })
  withExamples(command, 'signalbox token list', 'signalbox token list --json')
}

function addRevoke(token: Command, cli: Cli): void {
  const command = withMutation(withServer(token.command('revoke')))
    .summary('make a token worthless')
    .description('Makes a token worthless. What is connected with it is closed within a second, with code 4403.')
    .argument('<name>', 'whose token')
    .action(async (name: string, options: ServerOptions & MutationOptions) => {
      const { revokeToken } = await openSession(cli, options).mutate(RevokeToken, { name })
      if (options.json) writeJson(cli.out, revokeToken)
      else writeLine(cli.out, `${name}: revoked at ${revokeToken.revokedAt}`)
    })
  withExamples(command, 'signalbox token revoke alice')
}

function goodness({ expiresAt, revokedAt }: TokenRow, now: Date): string {
  if (revokedAt !== null) return `revoked at ${revokedAt}`
  if (expiresAt === null) return 'until it is revoked'
  return Date.parse(expiresAt) > now.getTime() ? `until ${expiresAt}` : `expired at ${expiresAt}`
}
