/** The schema: the three roots, and every concept with what it adds to them. */
import { builder } from './builder.ts'
import { BROADCAST_INVARIANT } from './invariant.ts'
import './scalars.ts'
import './project.ts'
import './work-unit.ts'
import './work-unit-list.ts'
import './dependency.ts'
import './attention.ts'
import './run.ts'
import './run-output.ts'
import './progress.ts'
import './conflict.ts'
import './change.ts'
import './statistics.ts'
import './injection.ts'
import './injection-preview.ts'
import './work-unit-verbs.ts'
import './deletion.ts'
import './branch-diff.ts'
import './chunk-document.ts'
import './webhook.ts'
import './viewer.ts'
import './token.ts'
import './server.ts'

builder.queryType({ description: 'Everything that can be looked at.' })
builder.mutationType({
  description: `Everything that can be done. Each takes one input, and answers with the cursor at which its effect is visible.\n\n${BROADCAST_INVARIANT}`,
})
builder.subscriptionType({ description: 'Everything that can be watched.' })

/** In the order of definition, because the order of an enum's values says something. */
export const schema = builder.toSchema({ sortSchema: false })
