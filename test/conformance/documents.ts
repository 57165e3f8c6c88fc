/** The subscriptions that cases use: different questions about the same changes. Each says how to read an event out of its own answer. */

/** What every document tells of a change, whatever it calls the fields. */
export interface Event {
  readonly cursor: string
  readonly sequence: number
  readonly revision: number
  readonly kind: string
  readonly chunk: string
  /** Of the unit as of this revision; null when it is gone. */
  readonly priority: number | null
}

/** `query` takes `$project`, `$after` and `$chunks`, and may take more `variables`. */
export interface Document {
  readonly query: string
  readonly operationName?: string
  readonly variables?: Readonly<Record<string, unknown>>
  /** The event in the `data` of an answer. Throws where it is not there. */
  read(data: unknown): Event
}

const VARIABLES = '$project: String!, $after: Cursor, $chunks: [String!]'
const ARGUMENTS = 'project: $project, after: $after, chunks: $chunks'
const FACTS = 'cursor sequence revision kind chunk'

interface PlainUpdate extends Omit<Event, 'priority'> {
  readonly workUnit: { readonly priority: number } | null
}

/** Answers have the form that their document asks for. */
function readPlain(data: unknown): Event {
  const { cursor, sequence, revision, kind, chunk, workUnit } = (data as { workUnitUpdated: PlainUpdate }).workUnitUpdated
  return { cursor, sequence, revision, kind, chunk, priority: workUnit?.priority ?? null }
}

function plain(query: string, more: Omit<Document, 'query' | 'read'> = {}): Document {
  return { query, read: readPlain, ...more }
}

/** What most cases use. */
export const PLAIN = plain(`subscription (${VARIABLES}) { workUnitUpdated(${ARGUMENTS}) { ${FACTS} workUnit { priority } } }`)

/** A unit with a long goal makes a long frame. */
export const WITH_GOAL = plain(`subscription (${VARIABLES}) { workUnitUpdated(${ARGUMENTS}) { ${FACTS} workUnit { priority goal } } }`)

const INCLUDING = `subscription (${VARIABLES}, $all: Boolean!) {
  workUnitUpdated(${ARGUMENTS}) { ${FACTS} reason @include(if: $all) workUnit { priority title @skip(if: $all) } }
}`

const TWO_OPERATIONS = `
  subscription Titles(${VARIABLES}) { workUnitUpdated(${ARGUMENTS}) { ...Facts workUnit { priority title } } }
  subscription Reasons(${VARIABLES}) { workUnitUpdated(${ARGUMENTS}) { ...Facts reason workUnit { priority } } }
  fragment Facts on WorkUnitUpdated { ${FACTS} }`

/** Subscriptions that are not equal, and the shape in which each must be answered: the names of its fields, and of those of its unit. */
export const UNEQUAL: readonly { readonly document: Document; readonly fields: string; readonly unit: string }[] = [
  { document: PLAIN, fields: FACTS, unit: 'priority' },
  {
    document: plain(
      `subscription (${VARIABLES}) { workUnitUpdated(${ARGUMENTS}) { chunk kind revision sequence cursor workUnit { priority } } }`,
    ),
    fields: 'chunk kind revision sequence cursor',
    unit: 'priority',
  },
  { document: plain(INCLUDING, { variables: { all: true } }), fields: `${FACTS} reason`, unit: 'priority' },
  { document: plain(INCLUDING, { variables: { all: false } }), fields: FACTS, unit: 'priority title' },
  { document: plain(TWO_OPERATIONS, { operationName: 'Titles' }), fields: FACTS, unit: 'priority title' },
  { document: plain(TWO_OPERATIONS, { operationName: 'Reasons' }), fields: `${FACTS} reason`, unit: 'priority' },
  {
    document: {
      query: `subscription (${VARIABLES}) {
        workUnitUpdated(${ARGUMENTS}) { at: cursor place: sequence revision kind name: chunk workUnit { weight: priority } }
      }`,
      read(data) {
        const { at, place, revision, kind, name, workUnit } = (data as { workUnitUpdated: AliasedUpdate }).workUnitUpdated
        return { cursor: at, sequence: place, revision, kind, chunk: name, priority: workUnit?.weight ?? null }
      },
    },
    fields: 'at place revision kind name',
    unit: 'weight',
  },
]

interface AliasedUpdate {
  readonly at: string
  readonly place: number
  readonly revision: number
  readonly kind: string
  readonly name: string
  readonly workUnit: { readonly weight: number } | null
}
