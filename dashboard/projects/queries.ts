/** Projects with their settings; tokens, and webhooks. None of these is in the feed: they are read again after each change. */
import type { ResultOf, VariablesOf } from 'gql.tada'
import { graphql } from '../api/graphql.ts'

export const ProjectList = graphql(`
  query ProjectList {
    server {
      now
    }
    projects {
      id
      key
      repositoryPath
      baseBranch
      maxAgents
      paused
      statusCounts {
        status
        count
      }
    }
  }
`)

/** What the header shows of it is updated with it, because the cache knows that it is the same project. */
export const ProjectSettings = graphql(`
  query ProjectSettings($project: String!) {
    project(key: $project) {
      id
      key
      repositoryPath
      baseBranch
      maxAgents
      paused
      phases
      checkCommand
      agent {
        driver
        command
        environment
      }
    }
  }
`)

export const CreateProject = graphql(`
  mutation CreateProject($input: CreateProjectInput!) {
    createProject(input: $input) {
      cursor
    }
  }
`)

export const UpdateProject = graphql(`
  mutation UpdateProject($input: UpdateProjectInput!) {
    updateProject(input: $input) {
      cursor
    }
  }
`)

export const Tokens = graphql(`
  query Tokens {
    tokens {
      name
      role
      createdAt
      createdBy
      expiresAt
      revokedAt
    }
  }
`)

export const CreateToken = graphql(`
  mutation CreateToken($input: CreateTokenInput!) {
    createToken(input: $input) {
      token
      name
    }
  }
`)

export const RevokeToken = graphql(`
  mutation RevokeToken($input: RevokeTokenInput!) {
    revokeToken(input: $input) {
      name
    }
  }
`)

export const Webhooks = graphql(`
  query Webhooks($project: String!) {
    webhooks(project: $project) {
      id
      url
      events
      createdAt
      createdBy
      sequence
      failures
      lastFailure
      lastFailureAt
      nextAttemptAt
    }
  }
`)

export const CreateWebhook = graphql(`
  mutation CreateWebhook($input: CreateWebhookInput!) {
    createWebhook(input: $input) {
      secret
      webhook {
        id
        url
      }
    }
  }
`)

export const DeleteWebhook = graphql(`
  mutation DeleteWebhook($input: DeleteWebhookInput!) {
    deleteWebhook(input: $input) {
      webhookId
    }
  }
`)

export type Settings = NonNullable<ResultOf<typeof ProjectSettings>['project']>
export type Agent = Settings['agent']
export type Phase = Settings['phases'][number]
export type Changes = Omit<VariablesOf<typeof UpdateProject>['input'], 'key'>
export type Token = ResultOf<typeof Tokens>['tokens'][number]
export type Webhook = ResultOf<typeof Webhooks>['webhooks'][number]
