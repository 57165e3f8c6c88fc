/** Who may come in: the tokens of this server. */
import { useContext, useState } from 'react'
import { sentenceFor } from '../api/problem.ts'
import { useAction } from '../api/use-action.ts'
import { useFreshQuery } from '../api/use-fresh-query.ts'
import { common } from '../english/common.ts'
import { tokens as words } from '../english/projects.ts'
import { ActionState } from '../ui/action-state.tsx'
import { Button } from '../ui/button.tsx'
import { Clock, ServerClock, useServerNow } from '../ui/clock.tsx'
import { Chooser, TextInput } from '../ui/field.tsx'
import { Notice, Tag } from '../ui/parts.tsx'
import { Table } from '../ui/table.tsx'
import type { TableColumn } from '../ui/table.tsx'
import { useDraft } from '../ui/use-draft.ts'
import { Confirm } from './confirm.tsx'
import { placeProblem } from './placed-problem.ts'
import { CreateToken, RevokeToken, Tokens } from './queries.ts'
import type { Token } from './queries.ts'
import { ShownOnce } from './shown-once.tsx'

type Span = keyof typeof words.spans
type Role = Token['role']

const DAY = 86_400_000
const NO_VARIABLES = {}

export function TokensSection({ arrivals }: { arrivals: number }) {
  const [changes, setChanges] = useState(0)
  const { data, error } = useFreshQuery(Tokens, NO_VARIABLES, arrivals + changes)
  const [revoked, setRevoked] = useState<Token | null>(null)
  const revoke = useAction(RevokeToken)
  const changed = () => setChanges((count) => count + 1)
  return (
    <section className="card stack" aria-labelledby="tokens">
      <div>
        <h2 id="tokens">{words.title}</h2>
        <p className="calm">{words.lead}</p>
      </div>
      {error ? <Notice tone="problem">{sentenceFor(error)}</Notice> : null}
      {data ? (
        <Table label={words.list} items={data.tokens} keyOf={({ name }) => name} columns={columns(setRevoked)} />
      ) : (
        <p className="calm">{common.reading}</p>
      )}
      <NewToken onMade={changed} />
      {revoked ? (
        <Confirm
          title={words.revokeTitle(revoked.name)}
          effect={words.revokeEffect}
          verb={words.revoke}
          action={revoke}
          onClose={() => setRevoked(null)}
          onConfirm={async () => {
            if (!(await revoke.act({ name: revoked.name }))) return
            setRevoked(null)
            changed()
          }}
        />
      ) : null}
    </section>
  )
}

function columns(onRevoke: (token: Token) => void): readonly TableColumn<Token>[] {
  return [
    { id: 'name', title: words.name, cell: ({ name }) => <span className="chunk">{name}</span> },
    { id: 'role', title: words.role, cell: ({ role }) => words.roleWords[role] },
    { id: 'made', title: words.made, cell: (token) => <Made {...token} /> },
    { id: 'until', title: words.until, cell: (token) => <Until {...token} /> },
    {
      id: 'actions',
      title: words.actions,
      hideTitle: true,
      align: 'end',
      cell: (token) =>
        token.revokedAt === null ? (
          <Button variant="quiet" aria-label={words.revokeName(token.name)} onPress={() => onRevoke(token)}>
            {words.revoke}
          </Button>
        ) : null,
    },
  ]
}

function Made({ createdAt, createdBy }: Token) {
  return (
    <>
      <Clock at={createdAt} />
      {createdBy === null ? null : ` ${words.by} ${createdBy}`}
    </>
  )
}

function Until({ expiresAt, revokedAt }: Token) {
  const now = useServerNow()
  if (revokedAt !== null) {
    return (
      <>
        <Tag tone="blocked">{words.revoked}</Tag> <Clock at={revokedAt} />
      </>
    )
  }
  if (expiresAt === null) return words.untilRevoked
  return (
    <>
      {new Date(expiresAt).getTime() <= now ? <Tag>{words.expired}</Tag> : null} <Clock at={expiresAt} />
    </>
  )
}

function NewToken({ onMade }: { onMade: () => void }) {
  const ahead = useContext(ServerClock)
  const action = useAction(CreateToken)
  const [name, setName] = useDraft('new-token')
  const [role, setRole] = useState<Role>('VIEWER')
  const [span, setSpan] = useState<Span>('30')
  const [made, setMade] = useState<{ name: string; token: string } | null>(null)
  const { at, rest } = placeProblem(action, ['name'])
  const create = async () => {
    const expiresAt = span === 'never' ? null : new Date(Date.now() + ahead + Number(span) * DAY).toISOString()
    const data = await action.act({ name: name.trim(), role, expiresAt })
    if (!data) return
    setMade(data.createToken)
    setName('')
    onMade()
  }
  return (
    <>
      {made ? <ShownOnce lead={words.shownOnce(made.name)} secret={made.token} done={words.done} onDone={() => setMade(null)} /> : null}
      <form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (!action.busy) void create()
        }}
      >
        <TextInput label={words.name} description={words.nameHelp} value={name} onChange={setName} problem={at('name')} />
        <Chooser label={words.role} value={role} choices={choicesOf(words.roles)} onChange={setRole} />
        <Chooser label={words.validFor} value={span} choices={choicesOf(words.spans)} onChange={setSpan} />
        <Button type="submit" isDisabled={action.busy || name.trim() === ''}>
          {words.create}
        </Button>
      </form>
      <ActionState {...action} problem={rest} />
    </>
  )
}

function choicesOf<Value extends string>(labels: Readonly<Record<Value, string>>) {
  return (Object.keys(labels) as Value[]).map((value) => ({ value, label: labels[value] }))
}
