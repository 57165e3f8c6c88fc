/** Where a refusal is shown: at the field that it names, or else beside the button. */

interface Refused {
  readonly problem: string | null
  /** As in `agent.command[1]`. */
  readonly field: string | null
}

export interface PlacedProblem {
  /** What is wrong with that field, or with a part of it. */
  readonly at: (field: string) => string | null
  /** What is about none of them. */
  readonly rest: string | null
}

export function placeProblem({ problem, field }: Refused, fields: readonly string[]): PlacedProblem {
  const place = fields.find((each) => field === each || field?.startsWith(`${each}[`))
  return { at: (each) => (each === place ? problem : null), rest: place === undefined ? problem : null }
}
