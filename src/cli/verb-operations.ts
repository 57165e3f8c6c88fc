/** The operations that decide about work units. */
import { operation } from './operation.ts'

export const AnswerAttention = operation<
  { answerAttention: { workUnit: { chunk: string; status: string } } },
  { input: { item: string; answer?: string | undefined; option?: string | undefined } }
>(/* GraphQL */ `
  mutation AnswerAttention($input: AnswerAttentionInput!) {
    answerAttention(input: $input) {
      workUnit {
        chunk
        status
      }
    }
  }
`)

export const RetryUnits = operation<
  { retryWorkUnits: { workUnits: { chunk: string; status: string }[] } },
  { input: { project: string; chunks?: readonly string[] | undefined; reason?: string | undefined } }
>(/* GraphQL */ `
  mutation RetryUnits($input: RetryWorkUnitsInput!) {
    retryWorkUnits(input: $input) {
      workUnits {
        chunk
        status
      }
    }
  }
`)
