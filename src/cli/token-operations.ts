/** The operations on tokens. */
import type { Role } from '../domain/viewer.ts'
import { operation } from './operation.ts'

export interface NewToken {
  /** Shown here and nowhere again. */
  readonly token: string
  readonly name: string
  readonly role: Role
  readonly expiresAt: string | null
}

export interface TokenRow {
  readonly name: string
  readonly role: Role
  readonly createdAt: string
  /** Null for the owner's token that the server keeps in its data folder. */
  readonly createdBy: string | null
  readonly expiresAt: string | null
  readonly revokedAt: string | null
}

export const CreateToken = operation<{ createToken: NewToken }, { input: { name: string; role: Role; expiresAt?: string | undefined } }>(
  /* GraphQL */ `
    mutation CreateToken($input: CreateTokenInput!) {
      createToken(input: $input) {
        token
        name
        role
        expiresAt
      }
    }
  `,
)

export const ListTokens = operation<{ tokens: TokenRow[] }, object>(/* GraphQL */ `
  query ListTokens {
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

export const RevokeToken = operation<{ revokeToken: { name: string; revokedAt: string } }, { input: { name: string } }>(/* GraphQL */ `
  mutation RevokeToken($input: RevokeTokenInput!) {
    revokeToken(input: $input) {
      name
      revokedAt
    }
  }
`)
