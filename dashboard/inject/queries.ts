/** What there is to inject, what an injection would make, and the injection. */
import type { ResultOf } from 'gql.tada'
import { graphql } from '../api/graphql.ts'

/** The unit by its name only: its state is the feed's (see api/board.ts). */
export const ChunkDocuments = graphql(`
  query ChunkDocuments($project: String!) {
    chunkDocuments(project: $project) {
      path
      chunk
      title
      status
      dependsOn
      codePaths
      priority
      planned
      text
      problem
      workUnit {
        id
        chunk
        title
      }
    }
  }
`)

export const PreviewInjection = graphql(`
  query PreviewInjection($input: InjectWorkUnitsInput!) {
    previewInjection(input: $input) {
      workUnits {
        chunk
        title
        phase
        status
        priority
        held
        dependsOn
      }
      conflicts {
        chunks
        verdict
        evidence {
          stage
          path
          symbol
          detail
        }
      }
      truncated
    }
  }
`)

export const InjectWorkUnits = graphql(`
  mutation InjectWorkUnits($input: InjectWorkUnitsInput!) {
    injectWorkUnits(input: $input) {
      cursor
      workUnits {
        id
        chunk
        title
      }
    }
  }
`)

export type ChunkDocument = ResultOf<typeof ChunkDocuments>['chunkDocuments'][number]
export type Preview = ResultOf<typeof PreviewInjection>['previewInjection']
export type Injected = ResultOf<typeof InjectWorkUnits>['injectWorkUnits']['workUnits']
