/** A GraphQL document with the types of what it takes and gives. A test holds every document of this room against the schema. */
export interface Operation<Data, Variables> {
  readonly text: string
  /** Never there at run time: it carries the types. */
  readonly types?: (variables: Variables) => Data
}

/** The types are the author's word; see test/cli/operations.test.ts. */
export function operation<Data, Variables>(text: string): Operation<Data, Variables> {
  return { text }
}
