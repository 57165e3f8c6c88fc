/** Who may look at the schema: operators. An agent knows the few things that it may do, and has nothing to look for in the others. */
import { type DocumentNode, visit } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Viewer } from '../domain/viewer.ts'
import { clientError } from '../graphql/errors.ts'

const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type'])

/** Yoga's plugin that refuses a run token every operation that asks for the schema, with FORBIDDEN. */
export const introspectionForOperators: Plugin<{ viewer: Viewer }> = {
  onExecute({ args, setResultAndStopExecution }) {
    if (args.contextValue.viewer.kind === 'operator' || !looksAtSchema(args.document)) return
    setResultAndStopExecution({ errors: [clientError('FORBIDDEN', 'The schema needs the token of an operator; yours is that of a run.')] })
  },
}

function looksAtSchema(document: DocumentNode): boolean {
  let looks = false
  visit(document, { Field: ({ name }) => void (looks ||= INTROSPECTION.has(name.value)) })
  return looks
}
