/** Names and values under each other. */
import type { ReactNode } from 'react'

export interface Fact {
  readonly name: string
  readonly hint?: string
  readonly value: ReactNode
}

export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="works-facts">
      {facts.map(({ name, hint, value }) => (
        <div key={name} title={hint}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
