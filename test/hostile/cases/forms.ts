/** What a page can send without asking for leave: forms, texts and links. None of them runs anything, also with a good token. */
import type { Attacker, Headers } from '../attacker.ts'
import { answerIn } from '../attacker.ts'
import { type Case, type Group } from '../case.ts'

const TYPES: ReadonlyArray<[fact: string, type: string | readonly string[] | undefined]> = [
  ['a text', 'text/plain'],
  ['a text that mentions JSON', 'text/plain; application/json'],
  ['a text behind JSON', 'application/json, text/plain'],
  ['a text and JSON in two lines', ['text/plain', 'application/json']],
  ['no type', undefined],
  ['an empty type', ''],
  ['GraphQL', 'application/graphql'],
  ['JSON of another kind', 'application/graphql+json'],
  ['JSON in another character set', 'application/json; charset=utf-7'],
  ['JSON in two character sets', 'application/json; charset=utf-8; charset=utf-16'],
  ['JSON with a boundary', 'application/json; boundary=x'],
]

const authorized = ({ target }: Attacker): Headers => ({ Authorization: `Bearer ${target.tokens.owner}` })

async function post(attacker: Attacker, over: string, contentType: string | readonly string[] | undefined, body: string): Promise<string> {
  const accept: Headers = over === 'sse' ? { Accept: 'text/event-stream' } : {}
  const headers = { ...authorized(attacker), ...accept, 'Content-Type': contentType }
  return answerIn(await attacker.http({ method: 'POST', path: '/graphql', headers, body }))
}

function multipart(parts: Readonly<Record<string, string>>): string {
  const bodies = Object.entries(parts).map(([name, text]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`)
  return `${bodies.join('')}--x--\r\n`
}

const link = (attacker: Attacker): string => {
  const { query, variables } = attacker.mutation
  return `/graphql?query=${encodeURIComponent(query)}&variables=${encodeURIComponent(JSON.stringify(variables))}`
}

export const FORMS: Group = {
  name: 'form, multipart, text/plain and GET mutations',
  cases: [
    ...TYPES.map(([fact, type]): Case => ({
      fact: `a mutation as ${fact}`,
      over: ['http', 'sse'],
      attack: (attacker, over) => post(attacker, over, type, JSON.stringify(attacker.mutation)),
      refused: '415 VALIDATION_FAILED',
    })),
    {
      fact: 'a mutation as a form',
      over: ['http', 'sse'],
      attack(attacker, over) {
        const { query, variables } = attacker.mutation
        const body = new URLSearchParams({ query, variables: JSON.stringify(variables) }).toString()
        return post(attacker, over, 'application/x-www-form-urlencoded', body)
      },
      refused: '415 VALIDATION_FAILED',
    },
    {
      fact: 'a mutation as a form of parts',
      over: ['http', 'sse'],
      attack(attacker, over) {
        const body = multipart({ operations: JSON.stringify(attacker.mutation), map: '{}' })
        return post(attacker, over, 'multipart/form-data; boundary=x', body)
      },
      refused: '415 VALIDATION_FAILED',
    },
    ...['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE'].map((method): Case => ({
      fact: `a mutation in the address of a ${method}`,
      over: ['http'],
      async attack(attacker) {
        const headers = { ...authorized(attacker), 'X-HTTP-Method-Override': 'POST', Accept: 'application/json' }
        const reply = await attacker.http({ method, path: link(attacker), headers })
        return reply.status === 200 ? 'ok' : String(reply.status)
      },
      refused: '405',
    })),
    {
      fact: 'a mutation in the address of a POST',
      over: ['http', 'sse'],
      async attack(attacker, over) {
        const accept: Headers = over === 'sse' ? { Accept: 'text/event-stream' } : {}
        const headers = { ...authorized(attacker), ...accept, 'Content-Type': 'application/json' }
        return answerIn(await attacker.http({ method: 'POST', path: link(attacker), headers, body: '{}' }))
      },
      refused: '400 VALIDATION_FAILED',
    },
    {
      fact: 'a mutation in the address that asks for a stream of events, as an EventSource does',
      over: ['sse'],
      async attack(attacker) {
        const reply = await attacker.http({ path: link(attacker), headers: { ...authorized(attacker), Accept: 'text/event-stream' } })
        return reply.status === 200 ? 'ok' : String(reply.status)
      },
      refused: '405',
    },
  ],
}
