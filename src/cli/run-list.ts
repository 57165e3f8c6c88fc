/** Lists the operations that come with signalbox. */
import { Kind, parse } from 'graphql'
import { writeJson, writeTable } from './print.ts'
import { listReadyOperations, type ReadyOperation } from './ready-operations.ts'
import { declaredVariables } from './run-variables.ts'
import type { Cli, ServerOptions } from './session.ts'

export async function listOperations(cli: Cli, options: ServerOptions): Promise<void> {
  const rows = (await listReadyOperations()).flatMap(describe)
  if (options.json) return writeJson(cli.out, rows)
  writeTable(
    cli.out,
    ['NAME', 'KIND', 'WHAT IT IS FOR', 'VARIABLES'],
    rows.map(({ name, operation, kind, summary, variables }) => [
      operation === null ? name : `${name} --operation ${operation}`,
      kind,
      summary,
      variables.join(' '),
    ]),
  )
}

/** One row for each operation of the file; they have names to choose by where there are several. */
function describe({ name, summary, text }: ReadyOperation) {
  const operations = parse(text).definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  return operations.map((node) => ({
    name,
    operation: operations.length > 1 ? (node.name?.value ?? null) : null,
    kind: node.operation,
    summary,
    variables: declaredVariables(node),
  }))
}
