/** The values of an enum of the domain, each with what it means. */

/** One that is missing here, or is not in the domain, does not compile. */
export function enumValues<V extends string>(
  values: readonly V[],
  meanings: Readonly<Record<V, string>>,
): Record<V, { description: string }> {
  const entries = values.map((value): [V, { description: string }] => [value, { description: meanings[value] }])
  return Object.fromEntries(entries) as Record<V, { description: string }>
}
