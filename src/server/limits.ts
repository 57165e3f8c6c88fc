/**
 * How much one operation may ask for, over every transport. The limits lie far above what the dashboard, GraphiQL and the command
 * line ask: a page of 500 units with everything in a list costs about 200,000.
 */
import { costLimitRule } from '@escape.tech/graphql-armor-cost-limit'
import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases'
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth'
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives'
import {
  type ArgumentNode,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  Lexer,
  Source,
  TokenKind,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { clientError } from '../graphql/errors.ts'

export const LIMITS = { depth: 12, nesting: 100, tokens: 5_000, aliases: 50, directives: 50, cost: 1_000_000 }

/** The size of a request's body and of a WebSocket's message: the biggest goals in one injection still fit by the dozen. */
export const MAX_REQUEST_BYTES = 32 * 1024 * 1024

/** What a WebSocket may send before it is let in: a token, and nothing like a document. */
export const MAX_BYTES_BEFORE_INIT = 64 * 1024

/** In characters. It goes into every message of its operation. */
export const LONGEST_OPERATION_ID = 255

/** Each may be a subscription that is executed for every change. */
export const MAX_OPERATIONS_PER_SOCKET = 100

/** Yoga's plugins that hold every operation to the limits. */
export function limitPlugins(): Plugin[] {
  const rules = [
    maxDepthRule({ n: LIMITS.depth, flattenFragments: true, ...reportIt }),
    maxAliasesRule({ n: LIMITS.aliases, ...reportIt }),
    maxDirectivesRule({ n: LIMITS.directives, ...reportIt }),
  ]
  return [
    { onParse: ({ params: { source } }) => refuseTooMuchText(String(source)) },
    { onValidate: ({ addValidationRule }) => rules.forEach((rule) => addValidationRule(rule)) },
    {
      onExecute: ({ args, setResultAndStopExecution }) => {
        const errors = tooCostly(args.schema, args.document, args.variableValues)
        if (errors.length > 0) setResultAndStopExecution({ errors })
      },
    },
  ]
}

/**
 * Before it is parsed: the parser calls itself for every bracket that is open, so that thousands of them would end in an overflow of the
 * stack. What is no GraphQL at all is left to the parser to tell.
 */
function refuseTooMuchText(text: string): void {
  const lexer = new Lexer(new Source(text))
  let open = 0
  for (let tokens = 1; ; tokens += 1) {
    const kind = nextKind(lexer)
    if (kind === null || kind === TokenKind.EOF) return
    if (OPENING.has(kind)) open += 1
    if (CLOSING.has(kind)) open -= 1
    if (tokens > LIMITS.tokens) throw limitError(`Token limit of ${LIMITS.tokens} exceeded.`)
    if (open > LIMITS.nesting) throw limitError(`Nesting limit of ${LIMITS.nesting} exceeded.`)
  }
}

const OPENING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L])
const CLOSING: ReadonlySet<TokenKind> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R])

function nextKind(lexer: Lexer): TokenKind | null {
  try {
    return lexer.advance().kind
  } catch (error) {
    if (error instanceof GraphQLError) return null
    throw error
  }
}

interface RuleContext {
  reportError(error: GraphQLError): void
}

const reportIt = {
  propagateOnRejection: false,
  onReject: [
    (context: RuleContext | null, error: GraphQLError) => context?.reportError(limitError(error.message.replace('Syntax Error: ', ''))),
  ],
}

function limitError(message: string): GraphQLError {
  return clientError('LIMIT_EXCEEDED', `${message} Ask for less at once.`)
}

const costRule = costLimitRule({ maxCost: LIMITS.cost, flattenFragments: true, ...reportIt })

/** The arguments that say how long a list is. The rule is told by the first one. */
const SIZES = ['first', 'last', 'buckets']

/**
 * The errors of an operation that costs too much. The rule reads page sizes from the document alone, so those that stand elsewhere are
 * written into it first: in a variable, in the default of a variable, or in that of the field.
 */
export function tooCostly(schema: GraphQLSchema, document: DocumentNode, variables: unknown): readonly GraphQLError[] {
  const values = pageSizes(document, variables)
  const types = new TypeInfo(schema)
  const withSizes = visit(
    document,
    visitWithTypeInfo(types, {
      Field(field) {
        const sizes = types.getFieldDef()?.args.filter(({ name }) => SIZES.includes(name)) ?? []
        if (sizes.length === 0) return undefined
        const { arguments: given = [] } = field
        const asked = sizes.flatMap(({ name }) => {
          const value = given.find((argument) => argument.name.value === name)?.value
          return (
            (value?.kind === Kind.VARIABLE ? values.get(value.name.value) : value?.kind === Kind.INT ? Number(value.value) : null) ?? []
          )
        })
        const byDefault = sizes.map(({ defaultValue }) => Number(defaultValue ?? 1))
        const others = given.filter(({ name }) => !SIZES.includes(name.value))
        return { ...field, arguments: [...others, sizeArgument(Math.max(...(asked.length > 0 ? asked : byDefault)))] }
      },
    }),
  )
  return validate(schema, withSizes, [costRule])
}

/** The numbers that variables have, or have by default: the biggest, where several operations have one of that name. */
function pageSizes(document: DocumentNode, variables: unknown): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>()
  visit(document, {
    VariableDefinition({ variable: { name }, defaultValue }) {
      if (defaultValue?.kind === Kind.INT) sizes.set(name.value, Math.max(Number(defaultValue.value), sizes.get(name.value) ?? 0))
    },
  })
  const given = Object.entries(typeof variables === 'object' && variables !== null ? variables : {})
  for (const [name, value] of given) if (typeof value === 'number') sizes.set(name, value)
  return sizes
}

function sizeArgument(size: number): ArgumentNode {
  return { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'first' }, value: { kind: Kind.INT, value: String(Math.trunc(size)) } }
}
