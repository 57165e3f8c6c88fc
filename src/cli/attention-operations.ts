/** The operations on what a person must decide. */
import type { AttentionKind } from '../domain/attention.ts'
import { operation } from './operation.ts'

export interface AttentionRow {
  readonly id: string
  readonly kind: AttentionKind
  readonly prompt: string
  readonly options: readonly string[]
  readonly detail: string | null
  readonly openedAt: string
  readonly deadline: string | null
  readonly blockedCount: number
  readonly workUnit: { readonly chunk: string; readonly phase: string; readonly project: { readonly key: string } }
}

/** Ranked: what most work waits for is first. */
export const AttentionQueue = operation<{ attentionQueue: AttentionRow[] }, { project: string | null }>(/* GraphQL */ `
  query AttentionQueue($project: String) {
    attentionQueue(project: $project) {
      id
      kind
      prompt
      options
      detail
      openedAt
      deadline
      blockedCount
      workUnit {
        chunk
        phase
        project {
          key
        }
      }
    }
  }
`)
