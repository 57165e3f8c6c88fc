/** What agents have used up. */
import { builder } from './builder.ts'

interface UsageSource {
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly costUsd: number | null
}

export const Usage = builder.objectRef<UsageSource>('Usage').implement({
  description: 'What agents have used up, as far as their drivers tell.',
  authScopes: { $any: { reader: true, run: true } },
  fields: (t) => ({
    inputTokens: t.exposeInt('inputTokens', { nullable: true, description: 'Tokens read; null is "not known".' }),
    outputTokens: t.exposeInt('outputTokens', { nullable: true, description: 'Tokens written; null is "not known".' }),
    costUsd: t.exposeFloat('costUsd', { nullable: true, description: 'US dollars; null is "not known".' }),
  }),
})
