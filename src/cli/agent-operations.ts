/** The operations of an agent, about its own run: for a run token only. */
import { operation } from './operation.ts'

export interface AskedItem {
  readonly id: string
  readonly kind: string
  readonly state: string
  readonly prompt: string
  readonly options: readonly string[]
}

export const AskOperator = operation<
  { askOperator: { item: AskedItem; cursor: string } },
  { input: { question: string; options: readonly string[] } }
>(/* GraphQL */ `
  mutation AskOperator($input: AskOperatorInput!) {
    askOperator(input: $input) {
      item {
        id
        kind
        state
        prompt
        options
      }
      cursor
    }
  }
`)

export const SubmitReview = operation<
  {
    submitReview: {
      run: { id: string; verdict: string | null; verdictSummary: string | null; verdictIssues: string[] | null }
      cursor: string
    }
  },
  { input: { verdict: string; summary: string; issues: readonly string[] } }
>(/* GraphQL */ `
  mutation SubmitReview($input: SubmitReviewInput!) {
    submitReview(input: $input) {
      run {
        id
        verdict
        verdictSummary
        verdictIssues
      }
      cursor
    }
  }
`)

export const ReportProgress = operation<
  { reportProgress: { run: { id: string; progress: { message: string; percent: number | null; at: string } | null } } },
  { input: { message: string; percent?: number | undefined } }
>(/* GraphQL */ `
  mutation ReportProgress($input: ReportProgressInput!) {
    reportProgress(input: $input) {
      run {
        id
        progress {
          message
          percent
          at
        }
      }
    }
  }
`)
