/**
 * What the fields of inputs are where they are neither text nor numbers: a list of names, because the page does not have the schema.
 * test/dashboard/as-graphql.test.ts compares it with the schema.
 */

/** Their values are written in quotes, or as numbers. */
export const SCALARS: readonly string[] = ['Boolean', 'Cursor', 'DateTime', 'Float', 'ID', 'Int', 'String']

/** By input and field: an enum, or another input. */
export const INPUT_TYPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AgentSettingsInput: { driver: 'AgentDriver' },
  CreateProjectInput: { agent: 'AgentSettingsInput', phases: 'Phase' },
  CreateTokenInput: { role: 'Role' },
  CreateWebhookInput: { events: 'WebhookEvent' },
  InjectWorkUnitInput: { phase: 'Phase' },
  InjectWorkUnitsInput: { workUnits: 'InjectWorkUnitInput' },
  ResolveConflictInput: { resolution: 'ConflictResolution' },
  RetryWorkUnitsInput: { reason: 'AttentionKind' },
  RewindWorkUnitInput: { phase: 'Phase' },
  SubmitReviewInput: { verdict: 'ReviewVerdict' },
  UpdateProjectInput: { agent: 'AgentSettingsInput', phases: 'Phase' },
  WorkUnitFilter: { phase: 'Phase', status: 'WorkUnitStatus' },
}
